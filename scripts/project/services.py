"""Starts the local Snowflake and the simulator, and remembers in the data folder how, so that a second start continues."""

import fcntl
import json
import os
import socket
import subprocess
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import IO

from project.children import Child, Children, tail, wait_until
from project.machine import java
from project.options import RunOptions
from project.places import SIMULATOR_JAR, VENV_PYTHON, local_environment
from project.problem import Problem
from project.worksheet import Server

# The app registration that the simulator knows from the start.
SIMULATOR_CLIENT_ID = "5b9c2a4e-7d31-4b86-9e0a-1f2d3c4b5a69"
SIMULATOR_CLIENT_SECRET = "simulator-secret"
READY_WITHIN = 90.0


@dataclass(frozen=True)
class Setup:
    """What this data folder is connected to. No secrets: those are in the app's own secret only."""

    exact_url: str | None = None
    real: str | None = None
    divisions: int = 3
    rows: int = 1000
    limits: bool = False
    signed_in_at: str | None = None

    @property
    def server(self) -> str:
        """Whom the connection speaks to: a name that stays when ports change."""
        return f"site {self.real}" if self.real else self.exact_url or "simulator"

    @property
    def simulated(self) -> bool:
        return self.exact_url is None and self.real is None

    @staticmethod
    def read(data: Path) -> "Setup | None":
        file = data / "setup.json"
        return Setup(**json.loads(file.read_text())) if file.exists() else None

    def write(self, data: Path) -> None:
        temporary = data / "setup.json.new"
        temporary.write_text(json.dumps(asdict(self)))
        temporary.replace(data / "setup.json")


def choose(options: RunOptions) -> Setup:
    """What the options say, and for the rest what the data folder was made with."""
    before = Setup.read(options.data) or Setup()
    if options.real is not None:
        return Setup(real=options.real, signed_in_at=before.signed_in_at)
    if options.exact_url is not None:
        return Setup(exact_url=options.exact_url, signed_in_at=before.signed_in_at)
    chosen = before if before.simulated or _says_nothing(options) else Setup(signed_in_at=before.signed_in_at)
    if not chosen.simulated:
        return chosen
    _require_same_size(options, chosen)
    return replace(
        chosen,
        divisions=options.divisions or chosen.divisions,
        rows=chosen.rows if options.rows is None else options.rows,
        limits=options.limits,
    )


def _require_same_size(options: RunOptions, chosen: Setup) -> None:
    """The simulator keeps the size of its first start: administrations do not lose their books."""
    faults = [
        f"--{name} {wanted}: the simulator in {options.data} was made with {had}"
        for name, wanted, had in (("divisions", options.divisions, chosen.divisions), ("rows", options.rows, chosen.rows))
        if wanted is not None and wanted != had and (options.data / "simulator").exists()
    ]
    if faults:
        raise Problem("\n".join([*faults, "Choose another --data, or leave the option out."]))


def _says_nothing(options: RunOptions) -> bool:
    return options.divisions is None and options.rows is None and not options.limits


def hold(data: Path) -> IO[str]:
    """This data folder is ours until the file is closed (the system closes it whatever happens)."""
    make_folder(data)
    held = open(data / "in-use", "a+")
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        held.seek(0)
        raise Problem(
            f"Another scripts/run (process {held.read().strip() or '?'}) works on {data}. End it, or choose another --data."
        ) from None
    held.truncate(0)
    held.write(str(os.getpid()))
    held.flush()
    return held


def make_folder(data: Path) -> None:
    """The folder holds a copy of a company's books: only its owner may look in."""
    try:
        data.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise Problem(f"{data} cannot be made: {error.strerror}") from None


def start_simulator(family: Children, data: Path, setup: Setup) -> str:
    """Its address, once it answers."""
    port = free_port()
    command = simulator_command(data, setup, port)
    child = family.start("simulator", command, data / "log" / "simulator.log")
    wait_until(lambda: answers(port), child, READY_WITHIN)
    return f"http://127.0.0.1:{port}"


def simulator_command(data: Path, setup: Setup, port: int) -> list[str]:
    command = [
        java(),
        "-Xmx1g",
        "-XX:-HeapDumpOnOutOfMemoryError",
        "-XX:-CreateCoredumpOnCrash",
        "-jar",
        str(SIMULATOR_JAR),
        "--port",
        str(port),
        "--data",
        str(data / "simulator"),
    ]
    return [*command, "--divisions", str(setup.divisions), "--rows", str(setup.rows), *(["--limits"] if setup.limits else [])]


def start_snowflake(family: Children, data: Path, exact_url: str | None) -> tuple[Child, Server]:
    """The local Snowflake on this data, once it has written down how to reach it."""
    if Server.read(data):
        # Left running by scripts/sql; it may lead Exact's names elsewhere.
        local_snowflake("stop", "--data", str(data))
    (data / "server.json").unlink(missing_ok=True)
    command = [str(VENV_PYTHON), "-m", "local_snowflake", "serve", "--data", str(data)]
    command += ["--exact-url", exact_url] if exact_url else []
    child = family.start("local Snowflake", command, data / "log" / "snowflake.log", local_environment())

    def ready() -> bool:
        server = Server.read(data)
        return server is not None and answers(server.port)

    wait_until(ready, child, READY_WITHIN)
    server = Server.read(data)
    if server is None:
        raise Problem(f"The local Snowflake ended. Its last lines:\n{tail(child.log)}")
    return child, server


def local_snowflake(*arguments: str) -> None:
    """One command of the local Snowflake, to its end."""
    command = [str(VENV_PYTHON), "-m", "local_snowflake", *arguments]
    answer = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, env=local_environment())
    if answer.returncode != 0:
        raise Problem(f"local_snowflake {arguments[0]} failed: {(answer.stderr or answer.stdout).strip()[-3000:]}")


def free_port(wanted: int = 0) -> int:
    """The wanted port if nobody has it, otherwise one that is free now."""
    for port in (wanted, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return probe.getsockname()[1]
    raise Problem("No port is free on 127.0.0.1.")


def answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1):
            return True
    except OSError:
        return False
