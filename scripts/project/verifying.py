"""`scripts/verify-account`: installs a small probe application, asks the open questions, prints a verdict each, removes the probe.

With --data the same is asked of the local Snowflake: that proves the statements, not Snowflake's behaviour.
"""

import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any, Protocol

from project import build
from project.machine import java
from project.options import VerifyOptions
from project.places import JAR, PROCEDURE_HOST, PROJECT
from project.problem import Problem
from project.questions import AT_THE_END, CONNECTOR, QUESTIONS, Answer, Question, Verdict

PROBE, PROBE_PACKAGE = "EXACT_ONLINE_PROBE", "EXACT_ONLINE_PROBE_PACKAGE"
SOURCES = PROJECT / "src" / "verify"


def main(options: VerifyOptions) -> int:
    """0 when nothing that the connector relies on was found not to hold."""
    if options.listed:
        for question in (*QUESTIONS, *AT_THE_END, *CONNECTOR):
            print(f"{question.number:<5} {question.text}")
            for statement in question.statements:
                print(f"      {_filled(statement, options.application, 'CREATE APPLICATION ...')};")
        return 0
    with tempfile.TemporaryDirectory() as folder:
        account: Account = LocalAccount(options.data) if options.data else RealAccount(options.connection)
        try:
            verdicts = _ask_all(account, options, make_package(Path(folder)))
        finally:
            account.close()
    failing = [each for each in verdicts if each is Verdict.FAILS]
    print(f"\n{verdicts.count(Verdict.HOLDS)} hold, {len(failing)} do not, {verdicts.count(Verdict.OPEN)} unanswered")
    return 1 if failing else 0


class Account(Protocol):
    """Where the questions are asked. `run` raises Refused with the account's own words."""

    def run(self, statement: str) -> list[tuple]: ...

    def install(self, package: Path) -> None: ...

    def second_install(self) -> str: ...

    def close(self) -> None: ...


class Refused(Exception):
    pass


def _ask_all(account: Account, options: VerifyOptions, package: Path) -> list[Verdict]:
    account.install(package)
    _approve(account)
    verdicts = []
    try:
        for question in QUESTIONS:
            # The local Snowflake shortens the two waits: there is nothing to learn from them.
            verdicts.append(ask(account, question, options.application, patient=options.data is None))
    finally:
        if not options.keep:
            verdicts += [ask(account, question, options.application, patient=False) for question in AT_THE_END]
            _quietly(account, f"DROP APPLICATION PACKAGE IF EXISTS {PROBE_PACKAGE}")
    return verdicts + [ask(account, question, options.application, patient=False) for question in CONNECTOR]


def ask(account: Account, question: Question, application: str, patient: bool) -> Verdict:
    """Runs the question's statements and prints its verdict."""
    answers = []
    for place, statement in enumerate(question.statements):
        if place > 0 and question.pause:
            time.sleep(question.pause if patient else min(question.pause, 15))
        text = _filled(statement, application, account.second_install())
        if not patient:
            text = text.replace("http_only(300)", "http_only(1)")
        answers.append(_answer(account, text))
    verdict, words = question.judge(answers)
    words = " ".join(words.split())[:200]
    print(f"{question.number:<5} {verdict.value:<14} {question.text}  [{words}]", flush=True)
    if verdict is Verdict.FAILS and question.if_not:
        print(f"{'':<20} then: {question.if_not}")
    return verdict


def _answer(account: Account, statement: str) -> Answer:
    try:
        return Answer(tuple("" if row[0] is None else str(row[0]) for row in account.run(statement)))
    except Refused as refused:
        return Answer(error=str(refused))


def _filled(statement: str, application: str, second: str) -> str:
    return statement.replace("{second}", second).replace("{probe}", PROBE).replace("{app}", application).replace("{package}", PROBE_PACKAGE)


def _approve(account: Account) -> None:
    """The hosts of the probe; a role that may not approve them leaves the question of HTTP to fail, and says why."""
    try:
        for row in account.run(f"SHOW SPECIFICATIONS IN APPLICATION {PROBE}"):
            account.run(f"ALTER APPLICATION {PROBE} APPROVE SPECIFICATION {row[0]} SEQUENCE_NUMBER = {row[3]}")
    except Refused as refused:
        print(f"The probe's access to start.exactonline.nl could not be approved (question 4a will fail): {refused}")


def _quietly(account: Account, statement: str) -> None:
    try:
        account.run(statement)
    except Refused:
        pass


def make_package(folder: Path) -> Path:
    """The probe's package: its script, its classes in a jar, and the connector's jar, whose HTTP client it tries."""
    build.build(build.CONNECTOR, build.HOST_MODULE)
    package, classes = folder / "probe", folder / "classes"
    shutil.copytree(SOURCES / "package", package)
    (package / "lib").mkdir()
    libraries = sorted((PROCEDURE_HOST / "target" / "lib").glob("*.jar"))
    path = ":".join(map(str, [JAR, *libraries]))
    sources = [str(each) for each in sorted((SOURCES / "java").rglob("*.java"))]
    tools = Path(java()).resolve().parent
    _run_tool(tools / "javac", "-nowarn", "--release", "17", "-proc:none", "-cp", path, "-d", str(classes), *sources)
    _run_tool(tools / "jar", "--create", "--file", str(package / "lib" / "probe.jar"), "-C", str(classes), ".")
    shutil.copyfile(JAR, package / "lib" / JAR.name)
    return package


def _run_tool(*command: object) -> None:
    answer = subprocess.run([str(each) for each in command], stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if answer.returncode != 0:
        raise Problem(f"{Path(str(command[0])).name} failed:\n{(answer.stdout + answer.stderr)[-3000:]}")


class _Connected:
    """A session of Snowflake's Python connector."""

    connection: Any

    def run(self, statement: str) -> list[tuple]:
        import snowflake.connector

        try:
            with self.connection.cursor() as cursor:
                return list(cursor.execute(statement).fetchall())
        except snowflake.connector.errors.Error as error:
            raise Refused(error.msg or str(error)) from None

    def close(self) -> None:
        self.connection.close()


class RealAccount(_Connected):
    """An account, reached by a connection of the Snowflake CLI (connections.toml)."""

    def __init__(self, connection: str | None) -> None:
        import snowflake.connector

        try:
            self.connection = snowflake.connector.connect(**({"connection_name": connection} if connection else {}))
        except (snowflake.connector.errors.Error, OSError, ValueError) as error:
            raise Problem(f"No session with Snowflake: {error}\nsnow connection add makes a connection; --connection names it.") from None

    def install(self, package: Path) -> None:
        stage = f"{PROBE_PACKAGE}.CODE.FILES"
        statements = [
            f"CREATE APPLICATION PACKAGE IF NOT EXISTS {PROBE_PACKAGE}",
            f"CREATE SCHEMA IF NOT EXISTS {PROBE_PACKAGE}.CODE",
            f"CREATE STAGE IF NOT EXISTS {stage}",
        ]
        for file in sorted(each for each in package.rglob("*") if each.is_file()):
            target = "/".join(("", *file.relative_to(package).parent.parts))
            statements.append(f"PUT 'file://{file}' '@{stage}{target}' AUTO_COMPRESS = FALSE OVERWRITE = TRUE")
        statements += [f"DROP APPLICATION IF EXISTS {PROBE} CASCADE", f"CREATE APPLICATION {PROBE} {self._from()}"]
        for statement in statements:
            try:
                self.run(statement)
            except Refused as refused:
                raise Problem(f"The probe cannot be installed: {statement.split(' ', 3)[:3]}: {refused}") from None

    def second_install(self) -> str:
        return f"CREATE APPLICATION {PROBE}_SECOND {self._from()}"

    @staticmethod
    def _from() -> str:
        return f"FROM APPLICATION PACKAGE {PROBE_PACKAGE} USING '@{PROBE_PACKAGE}.CODE.FILES'"


class LocalAccount(_Connected):
    """The local Snowflake that runs on a data folder; it installs from a folder."""

    def __init__(self, data: Path) -> None:
        import snowflake.connector

        from project.worksheet import Server

        server = Server.read(data)
        if server is None:
            raise Problem(f"No local Snowflake runs on {data}: scripts/sql --data {data} 'SELECT 1' starts it.")
        self.connection = snowflake.connector.connect(
            user=server.user, password=server.password, account="local", host="127.0.0.1", port=server.port, protocol="http",
            session_parameters={"CLIENT_TELEMETRY_ENABLED": False},
        )  # fmt: skip
        self.package: Path | None = None

    def install(self, package: Path) -> None:
        self.package = package
        try:
            self.run(f"CALL SYSTEM$LOCAL_INSTALL('{PROBE}', '{package}')")
        except Refused as refused:
            raise Problem(f"The probe cannot be installed: {refused}") from None

    def second_install(self) -> str:
        return f"CALL SYSTEM$LOCAL_INSTALL('{PROBE}_SECOND', '{self.package}')"
