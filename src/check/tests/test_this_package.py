"""The package of this repository, as it would be uploaded."""

import sys
from pathlib import Path

import pytest
from package_check.rules import check

PROJECT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(PROJECT / "scripts"))


@pytest.mark.skipif(not (PROJECT / "streamlit" / "app.py").exists(), reason="the repository has no pages yet")
def test_the_package_of_this_repository_has_no_findings(tmp_path: Path) -> None:
    from project import build

    build.build(build.CONNECTOR)
    package = build.assemble_package(folder=tmp_path / "package")
    assert [str(each) for each in check(package)] == []
