"""Where things are. Nothing else in scripts/ spells a path of the repository."""

import os
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
VIRTUAL_ENVIRONMENT = PROJECT / ".venv"
VENV_PYTHON = VIRTUAL_ENVIRONMENT / "bin" / "python"
DEFAULT_DATA = PROJECT / ".local"
TARGET = PROJECT / "target"
PACKAGE = TARGET / "package"
JAR = TARGET / "exact-online-connector.jar"
SIMULATOR = PROJECT / "src" / "simulator"
SIMULATOR_JAR = SIMULATOR / "target" / "simulator.jar"
PROCEDURE_HOST = PROJECT / "src" / "local" / "procedure-host"
PROCEDURE_HOST_JAR = PROCEDURE_HOST / "target" / "procedure-host.jar"
LOCAL_SNOWFLAKE = PROJECT / "src" / "local"


def local_environment() -> dict[str, str]:
    """The environment in which `python -m local_snowflake` is found, however this process was started."""
    others = [each for each in os.environ.get("PYTHONPATH", "").split(os.pathsep) if each and each != str(LOCAL_SNOWFLAKE)]
    return {**os.environ, "PYTHONPATH": os.pathsep.join([str(LOCAL_SNOWFLAKE), *others])}
