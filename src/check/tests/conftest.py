"""A sound package to add faults to, with a jar compiled from tests/java."""

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "slow: takes more than a few seconds; left out of scripts/test --fast")


@pytest.fixture(scope="session")
def classes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("classes")
    sources = [str(file) for file in sorted((HERE / "java").rglob("*.java"))]
    subprocess.run(["javac", "--release", "17", "-d", str(folder), *sources], check=True)
    return folder


@pytest.fixture
def sound(tmp_path: Path, classes: Path) -> Path:
    """A package folder without a fault."""
    folder = tmp_path / "package"
    shutil.copytree(HERE / "sound", folder)
    (folder / "lib").mkdir()
    with zipfile.ZipFile(folder / "lib" / "sound.jar", "w") as jar:
        for file in sorted((classes / "example").rglob("*.class")):
            jar.write(file, file.relative_to(classes))
    return folder
