"""A server in this process with the test package installed, and a small HTTP server in the place of Exact Online."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from exact_server import ExactServer
from local_snowflake.objects.host import HOST_FOLDER
from running_snowflake import Snowflake

HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def handlers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The jar with the handlers of the test package."""
    if not (HOST_FOLDER / "procedure-host.jar").exists():
        pytest.fail(f"build the procedure host first: mvn -f {HOST_FOLDER.parent / 'pom.xml'} package")
    folder = tmp_path_factory.mktemp("handlers")
    subprocess.run(["javac", "-nowarn", "--release", "17", "-d", folder / "classes", "-cp", f"{HOST_FOLDER / 'lib'}/*",
                    HERE / "handlers" / "Handlers.java"], check=True)
    subprocess.run(["jar", "cf", folder / "handlers.jar", "-C", folder / "classes", "."], check=True)
    return folder / "handlers.jar"


@pytest.fixture
def make_package(handlers: Path, tmp_path: Path) -> Callable[..., Path]:
    """Makes a copy of the test package; keyword arguments replace whole files (``setup_sql='...'`` for setup.sql)."""
    def make(name: str = "package", **files: str) -> Path:
        folder = tmp_path / name
        shutil.copytree(HERE / "package", folder)
        (folder / "lib").mkdir()
        shutil.copy(handlers, folder / "lib" / "handlers.jar")
        for file, text in files.items():
            (folder / file.replace("__", "/").replace("_sql", ".sql").replace("_yml", ".yml")).write_text(text, encoding="utf-8")
        return folder
    return make


@pytest.fixture(scope="session")
def exact() -> Iterator[ExactServer]:
    """A server in the place of Exact Online."""
    server = ExactServer()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def snowflake(handlers: Path, exact: ExactServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snowflake]:
    """A local Snowflake with the test package installed as TEST_APP and its specification approved."""
    data = tmp_path_factory.mktemp("snowflake")
    package = data / "package"
    shutil.copytree(HERE / "package", package)
    (package / "lib").mkdir()
    shutil.copy(handlers, package / "lib" / "handlers.jar")
    running = Snowflake(data / "data", exact_url=exact.url)
    try:
        running.install(package)
        running.sql("ALTER APPLICATION test_app APPROVE SPECIFICATION test_access SEQUENCE_NUMBER = 1")
        yield running
    finally:
        running.stop()


@pytest.fixture
def empty(tmp_path: Path, exact: ExactServer) -> Iterator[Snowflake]:
    """A local Snowflake without any application."""
    running = Snowflake(tmp_path / "data", exact_url=exact.url)
    try:
        yield running
    finally:
        running.stop()
