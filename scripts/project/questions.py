"""What Snowflake's documentation leaves open, as questions to an account: statements to run, and how to read what they answer.

{probe} is the probe application, {package} its package, {app} the installed connector.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum


class Verdict(StrEnum):
    HOLDS = "holds"
    FAILS = "does not hold"
    OPEN = "unanswered"


@dataclass(frozen=True)
class Answer:
    """What a statement gave: the first column of its rows, or Snowflake's error."""

    values: tuple[str, ...] = ()
    error: str | None = None

    @property
    def value(self) -> str:
        return self.values[0] if self.values else ""


Judge = Callable[[list[Answer]], tuple[Verdict, str]]


@dataclass(frozen=True)
class Question:
    """`number` is that of the list of open questions in docs/decisions/unproved.md."""

    number: str
    text: str
    statements: tuple[str, ...]
    judge: Judge = field(repr=False)
    if_not: str = ""
    pause: float = 0.0


def _last_is(wanted: str) -> Judge:
    def judge(answers: list[Answer]) -> tuple[Verdict, str]:
        last = answers[-1]
        if last.error:
            return Verdict.FAILS, last.error
        return (Verdict.HOLDS if last.value == wanted else Verdict.FAILS), last.value

    return judge


def _last_has(wanted: str, otherwise: Verdict = Verdict.FAILS) -> Judge:
    def judge(answers: list[Answer]) -> tuple[Verdict, str]:
        last = answers[-1]
        if last.error:
            return otherwise, last.error
        text = " ".join(last.values)
        return (Verdict.HOLDS if wanted in text else otherwise), text or "nothing"

    return judge


def _seen_in_the_same_call(answers: list[Answer]) -> tuple[Verdict, str]:
    answer = answers[-1]
    if answer.error:
        return Verdict.FAILS, answer.error
    before, _, after = answer.value.partition("|")
    seen = before == "first" and after == "second"
    return (Verdict.HOLDS if seen else Verdict.FAILS), f"before {before}, after {after}"


def _an_answer_came(answers: list[Answer]) -> tuple[Verdict, str]:
    answer = answers[-1]
    text = answer.error or answer.value
    return (Verdict.HOLDS if text.startswith("status ") else Verdict.FAILS), text


def _two_installs(answers: list[Answer]) -> tuple[Verdict, str]:
    created = answers[0]
    return (Verdict.FAILS, created.error) if created.error else (Verdict.HOLDS, "a second application was created beside the first")


def _integration_gone(answers: list[Answer]) -> tuple[Verdict, str]:
    dropped, shown = answers[-2], answers[-1]
    if dropped.error or shown.error:
        return Verdict.OPEN, dropped.error or shown.error or ""
    return (Verdict.FAILS, "the integration is still there") if shown.values else (Verdict.HOLDS, "no integration is left")


def _data_kept(answers: list[Answer]) -> tuple[Verdict, str]:
    """Ownership taken, the application dropped (without CASCADE), and the table is still there with its row."""
    *taken, dropped, kept = answers
    refused = [each.error for each in (*taken, dropped, kept) if each.error]
    if refused:
        return Verdict.FAILS, refused[0]
    return (Verdict.HOLDS, "the table outlived the application") if kept.value == "1" else (Verdict.FAILS, f"rows left: {kept.value}")


def _billing_texts(answers: list[Answer]) -> tuple[Verdict, str]:
    """The connector takes Success as accepted and anything else as refused: what matters is that refusals are values."""
    accepted, wrong = answers
    told = f"a right event: {accepted.error or accepted.value}; a wrong one: {wrong.error or wrong.value}"
    if accepted.error or wrong.error:
        return Verdict.FAILS, told
    return (Verdict.HOLDS if accepted.value == "Success" and wrong.value != "Success" else Verdict.OPEN), told


def _logged(answers: list[Answer]) -> tuple[Verdict, str]:
    logged, found = answers
    if logged.error or found.error:
        return Verdict.FAILS, logged.error or found.error or ""
    # None after a minute and a half may come later, or go to an event table of the account's own choice.
    return (Verdict.OPEN, "no record yet: look again later, or in the account's own event table") if found.value == "0" else (
        Verdict.HOLDS, f"{found.value} record"
    )  # fmt: skip


def _not_asked(answers: list[Answer]) -> tuple[Verdict, str]:
    return Verdict.OPEN, "not asked: the connector keeps the token pair itself and has no such secret"


QUESTIONS = (
    Question("1", "Does an OAuth secret of Snowflake keep a refresh token that the other side renews?", (), _not_asked),
    Question(
        "2a",
        "Does a running procedure see a secret that a nested CALL altered?",
        ("CALL {probe}.core.secret_bound_from_java('first')", "CALL {probe}.core.secret_altered_by_nested_call('second')"),
        _seen_in_the_same_call,
        "the run goes on in a new task execution after each renewal",
    ),
    Question(
        "2b", "Does a new call see it?", ("CALL {probe}.core.secret_now()",), _last_is("second"), "tokens would have to be kept elsewhere"
    ),
    Question(
        "2c",
        "Does ALTER SECRET take a bound value from Java?",
        ("CALL {probe}.core.secret_bound_from_java('third')", "CALL {probe}.core.secret_now()"),
        _last_is("third"),
        "nothing: the connector binds it in a SQL procedure",
    ),
    Question(
        "3",
        "Do uploadStream and COPY work in an app, with NULL and the empty text distinct?",
        ("CALL {probe}.core.stage_and_copy()",),
        _last_is("1=[one] 2=[] 3=NULL"),
        "another way of staging behind the same port",
    ),
    Question("4a", "Does the connector's HTTP client work under the integration?", ("CALL {probe}.core.http()",), _an_answer_came),
    Question("4b", "Does a procedure live through five minutes without SQL?", ("CALL {probe}.core.http_only(300)",), _last_is("lived")),
    Question(
        "5a",
        "Does EXECUTE TASK from a procedure start a task?",
        ("CALL {probe}.core.start_task()", "CALL {probe}.core.notes()"),
        _last_has("started_by_procedure"),
        "fetch_now could only be run by a schedule",
        pause=60,
    ),
    Question(
        "5b",
        "Does a procedure see TASK_HISTORY of its own tasks?",
        ("CALL {probe}.core.task_history()",),
        _last_has("STARTED_BY_PROCEDURE"),
    ),
    Question(
        "6",
        "Is a task that the setup script resumed at the first installation running?",
        # It runs every ten seconds: the second look is after one of them at the latest.
        ("CALL {probe}.core.notes()", "CALL {probe}.core.notes()"),
        _last_has("resumed_at_setup"),
        "the weekly keep-alive has to be resumed by the first procedure that is called",
        pause=30,
    ),
    Question(
        "7a",
        "Can the app be installed twice in one account?",
        ("{second}", "DROP APPLICATION IF EXISTS {probe}_second CASCADE"),
        _two_installs,
        "one installation for each account, and the listing says so",
    ),
    Question(
        "8",
        "Does the billing function answer with values?",
        ("CALL {probe}.core.billing('0.01')", "CALL {probe}.core.billing('0.001')"),
        _billing_texts,
    ),
    Question(
        "9",
        "Do future grants to an application role work on a database that the app made?",
        ("CALL {probe}.core.future_grant('EXACT_ONLINE_PROBE_DATA')",),
        _last_is("granted"),
        "nothing: the connector grants each table when it is made",
    ),
    Question(
        "11",
        "Does what a procedure logs reach the account's event table, with its key and value?",
        (
            "CALL {probe}.core.log_a_warning()",
            "SELECT COUNT(*) FROM SNOWFLAKE.TELEMETRY.EVENTS WHERE record_type = 'LOG' AND scope:name::VARCHAR = 'com.ddbm.exactonline.verify'"
            " AND record_attributes:code::VARCHAR = 'PROBE' AND timestamp > DATEADD('hour', -1, CURRENT_TIMESTAMP())",
        ),
        _logged,
        "core.events tells the same to those who may use the app; only the copy in the event table would be missing",
        # Snowflake writes log records with a delay.
        pause=90,
    ),
)

# Asked last, in this order: they take the probe away.
AT_THE_END = (
    Question(
        "10",
        "Do the statements of the uninstall page keep the data, and is DROP APPLICATION without CASCADE possible after them?",
        # The statements of docs/uninstall.md for a database that the app made.
        (
            "CALL {probe}.core.leave_a_row('EXACT_ONLINE_PROBE_LEFT')",
            "GRANT OWNERSHIP ON ALL TABLES IN SCHEMA EXACT_ONLINE_PROBE_LEFT.PROBE TO ROLE SYSADMIN COPY CURRENT GRANTS",
            "GRANT OWNERSHIP ON ALL SCHEMAS IN DATABASE EXACT_ONLINE_PROBE_LEFT TO ROLE SYSADMIN COPY CURRENT GRANTS",
            "GRANT OWNERSHIP ON DATABASE EXACT_ONLINE_PROBE_LEFT TO ROLE SYSADMIN COPY CURRENT GRANTS",
            # What question 9 made is the application's as well.
            "DROP DATABASE IF EXISTS EXACT_ONLINE_PROBE_DATA",
            "DROP APPLICATION {probe}",
            "SELECT COUNT(*) FROM EXACT_ONLINE_PROBE_LEFT.PROBE.LEFT_BEHIND",
        ),
        _data_kept,
        "the uninstall page tells the order that works",
    ),
    Question(
        "7b",
        "Does DROP APPLICATION remove the integration that the app made?",
        (
            "DROP DATABASE IF EXISTS EXACT_ONLINE_PROBE_LEFT",
            "DROP APPLICATION IF EXISTS {probe} CASCADE",
            "SHOW INTEGRATIONS LIKE 'exact_online_probe_access'",
        ),
        _integration_gone,
        "the uninstall page names it",
    ),
)

CONNECTOR = (
    Question(
        "4",
        "Does the installed connector reach Exact Online? (connections that are signed in)",
        ("SELECT COUNT(*) FROM {app}.core.connections WHERE status = 'CONNECTED'",),
        lambda answers: (
            (Verdict.OPEN, answers[0].error or "no connection is signed in")
            if answers[0].value in ("", "0")
            else (Verdict.HOLDS, answers[0].value)
        ),
    ),
    Question(
        "2, 3",
        "Did a run of the installed connector succeed?",
        ("SELECT COUNT(*) FROM {app}.core.runs WHERE status = 'SUCCEEDED'",),
        lambda answers: (
            (Verdict.OPEN, answers[0].error or "no run has succeeded yet")
            if answers[0].value in ("", "0")
            else (Verdict.HOLDS, answers[0].value)
        ),
    ),
    Question(
        "8",
        "Were its billing events taken?",
        ("SELECT LISTAGG(DISTINCT status, ', ') FROM {app}.core.charges",),
        lambda answers: (
            (Verdict.OPEN, answers[0].error or "nothing was charged yet")
            if answers[0].value in ("", "None")
            else (Verdict.FAILS if "REFUSED" in answers[0].value else Verdict.HOLDS, answers[0].value)
        ),
    ),
)
