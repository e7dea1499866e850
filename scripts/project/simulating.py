"""`scripts/simulate`: plays schedules or whole days: in one Java process, or schedules through a local Snowflake (`--end-to-end`)."""

import os
import subprocess

from project import build
from project.machine import java
from project.options import SimulateOptions
from project.places import PROJECT, TARGET, VENV_PYTHON, local_environment
from project.problem import Problem

PACKAGE = "com.ddbm.exactonline.simulation"


def main(options: SimulateOptions) -> int:
    if options.end_to_end:
        return _end_to_end(options)
    classes = [str(TARGET / "test-classes"), str(TARGET / "classes"), _libraries()]
    memory = "-Xmx8g" if options.divisions > 1000 else "-Xmx2g"
    command = [java(), memory, "-XX:+UseSerialGC", "-cp", ":".join(classes), *_program(options)]
    if options.report is not None:
        command += ["--report", str(options.report.resolve())]
    return subprocess.run(command, stdin=subprocess.DEVNULL).returncode


def _end_to_end(options: SimulateOptions) -> int:
    build.build()
    environment = local_environment()
    environment["PYTHONPATH"] = os.pathsep.join([str(PROJECT / "src" / "endtoend"), str(PROJECT / "scripts"), environment["PYTHONPATH"]])
    command = [str(VENV_PYTHON), "-m", "schedules", "--seeds", str(options.seeds), "--from", str(options.first)]
    command += ["--secret-visibility", options.secret_visibility, "--results", str(options.results.resolve())]
    command += [] if options.report is None else ["--report", str(options.report.resolve())]
    return subprocess.run(command, stdin=subprocess.DEVNULL, env=environment).returncode


def _program(options: SimulateOptions) -> list[str]:
    """The main class and its arguments."""
    if options.day is not None:
        program = [f"{PACKAGE}.Day", "--day", options.day, "--divisions", str(options.divisions)]
        program += [] if options.daily_calls is None else ["--daily-calls", str(options.daily_calls)]
        return program + ([] if options.days is None else ["--days", str(options.days)])
    program = [f"{PACKAGE}.Simulate", "--seeds", str(options.seeds), "--from", str(options.first)]
    return program + ([] if options.events is None else ["--events", options.events])


def _libraries() -> str:
    """Compiles, and returns the class path of the tests."""
    listed = TARGET / "simulate.classpath"
    answer = subprocess.run(
        [
            *("mvn", "-B", "-ntp", "-q", "-f", str(PROJECT / "pom.xml")),
            *("test-compile", "dependency:build-classpath", f"-Dmdep.outputFile={listed}"),
        ],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if answer.returncode != 0:
        raise Problem(f"The tests do not compile:\n{answer.stdout.strip()[-6000:]}")
    return listed.read_text()
