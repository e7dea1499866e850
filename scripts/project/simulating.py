"""`scripts/simulate`: plays schedules, any number of them: in one Java process, or through a local Snowflake (`--end-to-end`)."""

import os
import subprocess

from project import build
from project.machine import java
from project.options import SimulateOptions
from project.places import PROJECT, TARGET, VENV_PYTHON, local_environment
from project.problem import Problem

MAIN = "com.ddbm.exactonline.simulation.Simulate"


def main(options: SimulateOptions) -> int:
    if options.end_to_end:
        return _end_to_end(options)
    arguments = ["--seeds", str(options.seeds), "--from", str(options.first)]
    if options.events is not None:
        arguments += ["--events", options.events]
    classes = [str(TARGET / "test-classes"), str(TARGET / "classes"), _libraries()]
    command = [java(), "-Xmx512m", "-XX:+UseSerialGC", "-cp", ":".join(classes), MAIN, *arguments]
    return subprocess.run(command, stdin=subprocess.DEVNULL).returncode


def _end_to_end(options: SimulateOptions) -> int:
    build.build()
    environment = local_environment()
    environment["PYTHONPATH"] = os.pathsep.join([str(PROJECT / "src" / "endtoend"), str(PROJECT / "scripts"), environment["PYTHONPATH"]])
    command = [str(VENV_PYTHON), "-m", "schedules", "--seeds", str(options.seeds), "--from", str(options.first)]
    command += ["--secret-visibility", options.secret_visibility]
    return subprocess.run(command, stdin=subprocess.DEVNULL, env=environment).returncode


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
