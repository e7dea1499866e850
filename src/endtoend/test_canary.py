"""Known values in the client secret, the code and all tokens: after a day of use nobody finds them but in the secret store."""

import base64
import json
import os
import secrets
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import duckdb
import pytest
from paging import pages
from project import sign_in
from project.worksheet import Server, literal
from support.exact import Exact, exact_online
from support.installation import Installation
from support.processes import command_lines

MOST_BYTES = 20_000_000


@dataclass
class Day:
    """What was seen while the app was used, and what it left behind."""

    canaries: tuple[bytes, ...]
    data: Path
    started: float
    on_command_lines: set[int] = field(default_factory=set)
    in_environments: set[int] = field(default_factory=set)
    answers: list[str] = field(default_factory=list)
    pages: dict[str, str] = field(default_factory=dict)
    statements: list[tuple[str, str]] = field(default_factory=list)
    limits: dict[str, tuple[str, str]] = field(default_factory=dict)

    def look_until(self, ended: threading.Event) -> None:
        while not ended.wait(0.2):
            self.look()

    def look(self) -> None:
        for pid in command_lines():
            for name, found in (("cmdline", self.on_command_lines), ("environ", self.in_environments)):
                try:
                    if any(canary in Path(f"/proc/{pid}/{name}").read_bytes() for canary in self.canaries):
                        found.add(pid)
                except OSError:
                    continue


def _forms(*texts: str) -> tuple[bytes, ...]:
    """As it is, in an address, and in base64 wherever it may stand in what was encoded."""
    forms = set()
    for text in texts:
        forms |= {text.encode(), quote(text, safe="").encode(), text.encode().hex().encode(), text.encode().hex().upper().encode()}
        for shift in range(3):
            whole = base64.b64encode(b"\0" * shift + text.encode())
            forms.add(whole[4 if shift else 0 : -4])
    return tuple(forms)


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Day]:
    folder = tmp_path_factory.mktemp("canary")
    marker, client_secret = f"TokenMark{secrets.token_hex(8)}", f"ClientMark/{secrets.token_hex(8)}+="
    installation = Installation(folder / "data")
    with exact_online(folder / "exact", divisions=1, rows=5) as exact:
        exact.post("apps", client_id="canary", client_secret=client_secret)
        exact.post("tokens", marker=marker)
        day = Day(_forms(marker, client_secret), installation.data, time.time())
        ended = threading.Event()
        beside = threading.Thread(target=day.look_until, args=(ended,), daemon=True)
        beside.start()
        try:
            _first_run(installation, exact, client_secret)
            _trouble(installation, exact, client_secret, day)
            _pages(installation, exact, client_secret, day)
            _limits(installation, day)
            day.statements = json.loads(next(iter(installation.query("CALL SYSTEM$LOCAL_QUERY_TEXTS()")[0].values())))
        finally:
            ended.set()
            beside.join()
            installation.stop()
        yield day


def _first_run(installation: Installation, exact: Exact, client_secret: str) -> None:
    installation.install(exact)
    settings = {"site": "nl", "client_id": "canary", "redirect_uri": sign_in.REDIRECT_URI}
    assert installation.call("create_connection", "exact", settings).ok
    assert sign_in.by_itself(installation.worksheet(), "exact", exact.url, client_secret).ok
    target = {"connection": "exact", "database": "ACCOUNTING", "schema": "EXACT_ONLINE", "divisions": "all"}
    assert installation.call("create_configuration", "accounting", {**target, "endpoints": ["crm_accounts", "hrm_cost_centers"]}).ok
    assert installation.call("run", "accounting", {}).payload["status"] == "SUCCEEDED"


def _trouble(installation: Installation, exact: Exact, client_secret: str, day: Day) -> None:
    """Whatever lets secrets slip: refusals, lost and garbled answers, a code used twice, a wrong secret, a broken chain."""

    def call(procedure: str, *arguments: str | dict | None) -> None:
        day.answers.append(str(vars(installation.call(procedure, *arguments))))

    for fault in ({"failure": 12, "path": "/api/oauth2/token", "status": 503}, {"failure": 5, "variant": "truncated", "times": 2},
                  {"failure": 1}, {"failure": 7}):  # fmt: skip
        exact.post("tokens", expire_access=0)
        exact.post("faults", **fault)
        call("run", "accounting", {"endpoints": ["crm_accounts"]})
        exact.delete("faults")
    address = installation.call("authorization_url", "exact").payload
    landed = sign_in.landed_address(address["url"], exact.url)
    for secret, where in ((client_secret + "x", landed), (client_secret, landed), (client_secret, landed), (client_secret, landed[:-4])):
        content = json.dumps({"client_secret": secret, "redirected_address": where})
        installation.query(f"ALTER SECRET EXACT_ONLINE.{address['inbox']} SET SECRET_STRING = {literal(content)}")
        call("authorize_connection", "exact", None, None)
    exact.post("tokens", break_chain=0)
    exact.post("tokens", expire_access=0)
    call("test_connection", "exact", None)
    call("run", "accounting", {"endpoints": ["crm_accounts"]})
    day.answers.append(str(installation.query("SELECT * FROM core.events")) + str(installation.query("SELECT * FROM core.connections")))


def _pages(installation: Installation, exact: Exact, client_secret: str, day: Day) -> None:
    """Every page while the connection is broken; then a sign-in on the page, refused and taken, and every page again."""
    with pages.visit(installation) as visit:
        for moment in ("broken", "refused", "signed in"):
            if moment != "broken":
                secret = client_secret + ("x" if moment == "refused" else "")
                app = pages.sign_in(visit, exact, "exact", secret)
                # What was typed and refused stays in its own field until the page is left, so that it can be mended.
                day.pages[f"{moment}: connections, at once"] = pages.text_of(app) if moment == "refused" else _seen(app)
            for name in pages.NAMES:
                day.pages[f"{moment}: {name}"] = _seen(visit.open(name))


def _seen(app: pages.AppTest) -> str:
    """What can be read, and what the page remembers."""
    return pages.text_of(app) + str(app.session_state.filtered_state)


def _limits(installation: Installation, day: Day) -> None:
    """Of the living processes: their name, and how large a core dump may be; for a JVM the switches it was started with."""
    server = Server.read(installation.data)
    assert server is not None
    for pid, text in command_lines().items():
        if str(installation.data) in text or pid == server.pid:
            limits = Path(f"/proc/{pid}/limits").read_text()
            day.limits[text] = tuple(next(line for line in limits.splitlines() if "core file" in line).split()[4:6])  # type: ignore[assignment]


@pytest.mark.parametrize("before", ["", "a", "ab", "abc"])
def test_a_canary_is_recognised_in_base64_wherever_it_stands(before: str) -> None:
    encoded = base64.b64encode(f"{before}TokenMark12345678 and more".encode())
    assert any(form in encoded for form in _forms("TokenMark12345678"))


def test_the_secrets_were_really_used(day: Day) -> None:
    kept = b"".join(file.read_bytes() for file in (day.data / "secrets").rglob("*") if file.is_file())
    assert sum(canary in kept for canary in day.canaries) >= 2


def test_no_table_of_any_database_holds_a_byte_of_them(day: Day) -> None:
    searched = 0
    with duckdb.connect(str(day.data / "snowflake.duckdb"), read_only=True) as database:
        tables = database.execute("SELECT database_name, schema_name, table_name FROM duckdb_tables()").fetchall()
        for table in tables:
            name = ".".join(f'"{part}"' for part in table)
            for row in database.execute(f"SELECT * FROM {name}").fetchall():
                text = repr(row).encode()
                assert not any(canary in text for canary in day.canaries), name
                searched += 1
    assert len(tables) > 25 and searched > 100


def test_no_file_but_the_secret_store_holds_them(day: Day) -> None:
    # Logs, stages, procedures' temporary files, write-ahead logs, and whatever was written to the machine's temporary folder meanwhile.
    searched = 0
    for folder in (day.data, Path(tempfile.gettempdir())):
        for path, folders, names in os.walk(folder, onerror=lambda error: None):
            folders[:] = [each for each in folders if Path(path, each) != day.data / "secrets"]
            for name in names:
                file = Path(path, name)
                try:
                    if file.is_symlink() or not file.is_file() or file.stat().st_mtime < day.started or file.stat().st_size > MOST_BYTES:
                        continue
                    content = file.read_bytes()
                except OSError:
                    continue
                searched += 1
                assert not any(canary in content for canary in day.canaries), file
    assert searched > 10


def test_no_answer_or_event_shows_them(day: Day) -> None:
    text = "\n".join(day.answers).encode()
    assert len(day.answers) > 8
    assert not any(canary in text for canary in day.canaries)


def test_no_page_shows_or_remembers_them(day: Day) -> None:
    assert "EO-2004" in day.pages["broken: connections"] and "EO-2003" in day.pages["refused: connections, at once"]
    assert "EO-2004" not in day.pages["signed in: connections"]
    for name, text in day.pages.items():
        assert not any(canary in text.encode() for canary in day.canaries), name


def test_no_text_of_a_statement_holds_them(day: Day) -> None:
    """What a query history keeps: of the app and its pages nothing, of a person the one statement that hands the secret over."""
    assert sum("STORE_TOKEN" in text.upper() for application, text in day.statements if application) > 3
    for application, text in day.statements:
        handed_over = not application and text.startswith("ALTER SECRET EXACT_ONLINE.")
        assert handed_over or not any(canary in text.encode() for canary in day.canaries), text[:300]


def test_no_process_that_we_start_has_them_on_its_command_line_or_in_its_environment(day: Day) -> None:
    assert day.on_command_lines == set()
    assert day.in_environments == set()


def test_no_process_may_write_a_core_or_heap_dump(day: Day) -> None:
    assert any("procedure-host" in text for text in day.limits) and any("local_snowflake" in text for text in day.limits)
    for text, limits in day.limits.items():
        assert limits == ("0", "0"), text
        if "procedure-host.jar" in text:
            assert "-XX:-HeapDumpOnOutOfMemoryError" in text and "-XX:-CreateCoredumpOnCrash" in text
