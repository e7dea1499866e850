"""`scripts/test`: every test there is, counted from the reports the test runners write.

Two lanes run side by side, since the machines this is meant for have two cores: each takes the first step that
may begin. A step that fails without a failed test (it does not compile, it is not formatted) counts as one failure.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from project import build
from project.browser import prepare_browser
from project.places import PROCEDURE_HOST, PROJECT, SIMULATOR, TARGET, VENV_PYTHON

LOGS = TARGET / "test-logs"


@dataclass
class Step:
    """One run of Maven or pytest. `needs` names steps without whose success this one says nothing new; it begins after
    them. A `broad` one keeps both lanes busy by itself."""

    name: str
    command: list[str]
    reports: list[Path]
    module: build.Module | None = None
    needs: tuple[str, ...] = ()
    broad: bool = False
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    seconds: float = 0.0
    remark: str = ""
    failures: list[str] = field(default_factory=list)

    @property
    def built(self) -> bool:
        """What others need of this step is there, even if a test of it failed or a file is not formatted."""
        return self.module is None or self.module.is_current()


def main(fast: bool) -> int:
    LOGS.mkdir(parents=True, exist_ok=True)
    steps = _plan(fast)
    Lanes(steps, _run).run()
    return _close(steps)


class Lanes:
    """Runs steps in their order, two at a time, each when the steps that it needs are done."""

    def __init__(self, steps: list[Step], run: Callable[[Step], None]) -> None:
        self._waiting = list(steps)
        self._going: list[Step] = []
        self._done: dict[str, Step] = {}
        self._names = {step.name for step in steps}
        self._run = run
        self._changed = threading.Condition()

    def run(self) -> None:
        lanes = [threading.Thread(target=self._lane, daemon=True) for _ in range(2)]
        for lane in lanes:
            lane.start()
        for lane in lanes:
            lane.join()

    def _lane(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: not self._waiting or self._next() is not None)
                step = self._next()
                if step is None:
                    return
                self._waiting.remove(step)
                self._going.append(step)
            try:
                self._do(step)
            finally:
                with self._changed:
                    self._going.remove(step)
                    self._done[step.name] = step
                    self._changed.notify_all()

    def _next(self) -> Step | None:
        """The first that may begin: what it needs is done, and a broad one is alone."""
        if any(step.broad for step in self._going):
            return None
        able = (step for step in self._waiting if all(name in self._done for name in step.needs if name in self._names))
        return next((step for step in able if not step.broad or not self._going), None)

    def _do(self, step: Step) -> None:
        broken = [name for name in step.needs if name in self._done and not self._done[name].built]
        if broken:
            step.failed, step.remark = 1, f"not run: {', '.join(broken)} did not build"
        else:
            try:
                self._run(step)
            except OSError as broken_off:
                step.failed, step.remark = step.failed + 1, str(broken_off)
        counts = f"{step.passed} passed, {step.failed} failed" + (f", {step.skipped} skipped" if step.skipped else "")
        print(f"{step.name:<16} {counts:<32} {step.seconds:6.0f} s  {step.remark}", flush=True)


def _plan(fast: bool) -> list[Step]:
    steps = [_maven("connector", PROJECT, build.CONNECTOR, fast), _maven("simulator", SIMULATOR, build.SIMULATOR_MODULE, fast)]
    if (PROCEDURE_HOST / "pom.xml").exists():
        steps.append(_maven("procedure host", PROCEDURE_HOST, build.HOST_MODULE, fast))
    steps += _pytest("scripts", "scripts/tests", fast)
    steps += _pytest("benchmark", "src/benchmark/tests", fast)
    steps += _pytest("local Snowflake", "src/local/tests", fast, needs=("procedure host",))
    steps += _pytest("setup script", "src/check", fast, needs=("connector",))
    if not fast:
        whole = ("connector", "simulator", "procedure host")
        steps += _pytest("end to end", "src/endtoend", fast, needs=whole, side_by_side=True)
        steps += _pytest("pages", "src/pages", fast, needs=whole, side_by_side=True)
    return steps


def _maven(name: str, folder: Path, module: build.Module, fast: bool) -> Step:
    command = ["mvn", "-B", "-ntp", "-f", str(folder / "pom.xml"), "verify", *(["-DexcludedGroups=slow,local-snowflake"] if fast else [])]
    return Step(name, command, [folder / "target" / "surefire-reports"], module)


def _pytest(name: str, folder: str, fast: bool, needs: tuple[str, ...] = (), side_by_side: bool = False) -> list[Step]:
    """`side_by_side`: two files at a time, each with servers and folders of its own."""
    if not any((PROJECT / folder).rglob("test_*.py")):
        return []
    report = LOGS / f"{name.replace(' ', '-')}.xml"
    command = [str(VENV_PYTHON), "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--junitxml={report}", folder]
    # A folder of our own: the shared one of pytest is cleared by any other run of pytest on this machine.
    command.append(f"--basetemp={tempfile.mkdtemp(prefix='exact-online-test-')}/run")
    command += ["-n", "2", "--dist", "loadfile"] if side_by_side else []
    return [Step(name, command + (["-m", "not slow"] if fast else []), [report], needs=needs, broad=side_by_side)]


def _run(step: Step) -> None:
    print(f"{step.name:<16} ...", flush=True)
    if step.name == "pages":
        step.remark = prepare_browser()
    for report in step.reports:
        shutil.rmtree(report, ignore_errors=True) if report.is_dir() else report.unlink(missing_ok=True)
    made_from = step.module.fingerprint() if step.module else ""
    log = LOGS / f"{step.name.replace(' ', '-')}.log"
    started, began = time.monotonic(), time.time()
    with open(log, "w") as output:
        environment = {**os.environ, "PROJECT_PYTHON": str(VENV_PYTHON), "JAVA_TOOL_OPTIONS": os.environ.get("JAVA_TOOL_OPTIONS", "")}
        if not environment["JAVA_TOOL_OPTIONS"]:
            del environment["JAVA_TOOL_OPTIONS"]
        code = subprocess.run(step.command, cwd=PROJECT, stdin=subprocess.DEVNULL, stdout=output, stderr=output, env=environment).returncode
    step.seconds = time.monotonic() - started
    for report in step.reports:
        for file in sorted(report.glob("TEST-*.xml")) if report.is_dir() else [report] if report.exists() else []:
            _count(step, file)
    if step.module and step.module.result.exists() and step.module.result.stat().st_mtime >= began:
        step.module.stamp.write_text(made_from)
    if code != 0 and step.failed == 0:
        step.failed, step.remark = 1, f"ended with {code}, see below"
    for option in step.command:
        if option.startswith("--basetemp="):
            shutil.rmtree(Path(option.removeprefix("--basetemp=")).parent, ignore_errors=True)
    if code != 0:
        tail = log.read_text(errors="replace").splitlines()[-150:]
        print("\n".join(["", f"---- {step.name} ({log.relative_to(PROJECT)})", *tail, "----", ""]), flush=True)


def _count(step: Step, file: Path) -> None:
    """Surefire and pytest write the same form: a testcase holds a failure, an error or a skipped element, or nothing."""
    for case in ElementTree.parse(file).getroot().iter("testcase"):
        name = f"{case.get('classname')} {case.get('name')}"
        if case.find("failure") is not None or case.find("error") is not None:
            step.failed += 1
            step.failures.append(name)
        elif case.find("skipped") is not None:
            step.skipped += 1
        else:
            step.passed += 1


def _close(steps: list[Step]) -> int:
    passed, failed, skipped = (sum(getattr(step, what) for step in steps) for what in ("passed", "failed", "skipped"))
    for step in steps:
        for name in step.failures:
            print(f"failed: {step.name}: {name}")
    if passed + failed == 0:
        print("No test ran.", file=sys.stderr)
    print(f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""), flush=True)
    return 0 if passed > 0 and failed == 0 else 1
