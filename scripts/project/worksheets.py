"""`scripts/sql`: a worksheet. The server is started when it isn't running, and left running; `--stop` ends it."""

import fcntl
import json
import os
import signal
import subprocess
import time
from pathlib import Path

from project import build
from project.children import Child, wait_until
from project.options import SqlOptions
from project.places import VENV_PYTHON, local_environment
from project.problem import Problem
from project.services import READY_WITHIN, Setup, answers, free_port, local_snowflake, make_folder, simulator_command
from project.worksheet import Server


def main(options: SqlOptions) -> int:
    if options.stop:
        return _stop(options.data)
    make_folder(options.data)
    if Server.read(options.data) is None:
        _start(options.data)
    command = [str(VENV_PYTHON), "-m", "local_snowflake", "sql", "--data", str(options.data), *options.arguments]
    return subprocess.run(command, env=local_environment()).returncode


def _start(data: Path) -> None:
    with open(data / "starting", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if Server.read(data) or _run_is_starting_it(data):
            return
        setup = Setup.read(data)
        exact_url = setup.exact_url if setup else None
        build.build(build.HOST_MODULE)
        if setup and setup.simulated and (data / "simulator").exists():
            exact_url = _start_simulator(data, setup)
        local_snowflake("start", "--data", str(data), *(["--exact-url", exact_url] if exact_url else []))


def _run_is_starting_it(data: Path) -> bool:
    """While scripts/run works on this data, the server is its own: wait for it."""
    with open(data / "in-use", "a+") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return False
        except BlockingIOError:
            pass
    deadline = time.monotonic() + READY_WITHIN
    while Server.read(data) is None:
        if time.monotonic() > deadline:
            raise Problem("scripts/run is working on this data, and its server does not get ready.")
        time.sleep(0.2)
    return True


def _start_simulator(data: Path, setup: Setup) -> str:
    """The simulator this data was loaded from, so that runs started in the worksheet reach it."""
    build.build(build.SIMULATOR_MODULE)
    port = free_port()
    log = data / "log" / "simulator.log"
    log.parent.mkdir(exist_ok=True)
    with open(log, "wb") as output:
        process = subprocess.Popen(
            simulator_command(data, setup, port), stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True
        )
    (data / "simulator.json").write_text(json.dumps({"pid": process.pid, "port": port}))
    wait_until(lambda: answers(port), Child("simulator", process, log), READY_WITHIN)
    return f"http://127.0.0.1:{port}"


def _stop(data: Path) -> int:
    if Server.read(data):
        local_snowflake("stop", "--data", str(data))
    stop_simulator(data)
    return 0


def stop_simulator(data: Path) -> None:
    """Ends the simulator that a worksheet left running, if its process is still that one."""
    file = data / "simulator.json"
    if not file.exists():
        return
    pid = int(json.loads(file.read_text())["pid"])
    command = Path(f"/proc/{pid}/cmdline")
    if not command.parent.parent.exists() or (command.exists() and b"simulator" in command.read_bytes()):
        try:
            os.kill(pid, signal.SIGTERM)
            deadline = time.monotonic() + 20
            while time.monotonic() < deadline:
                os.kill(pid, 0)
                time.sleep(0.1)
        except ProcessLookupError:
            pass
    file.unlink(missing_ok=True)
