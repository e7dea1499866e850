"""Documents that are made from the sources are current, and the site they are part of builds without a warning."""

import os
import re
import subprocess
from pathlib import Path

import pytest
from project import error_list, references
from project.places import PROJECT
from project.tools import tool


def test_the_error_list_is_current() -> None:
    assert error_list.DOCUMENT.read_text() == error_list.document(error_list.SOURCE.read_text()), "scripts/update-docs"


def test_the_references_of_procedures_and_views_are_current() -> None:
    assert references.PROCEDURES.read_text() == references.procedures_document(), "scripts/update-docs"
    assert references.VIEWS.read_text() == references.views_document(), "scripts/update-docs"


def test_every_procedure_and_view_is_in_the_reference() -> None:
    made = set(re.findall(r"GRANT USAGE ON PROCEDURE core\.(\w+)", (references.SETUP / "grants.sql").read_text()))
    assert {each.name for each in references.procedures()} == made
    assert all(each.columns and each.role for each in references.views())


def test_every_column_of_a_view_has_a_meaning_and_every_meaning_a_column() -> None:
    assert re.findall(r"^\| (\w+) \| *\|$", references.views_document(), re.MULTILINE) == []
    columns = {(each.name, column) for each in references.views() for column in each.columns}
    assert set(references.SAID_HERE) - columns == set()


@pytest.mark.parametrize("name", ["procedures", "views"])
def test_the_sql_reference_names_all_of_them(name: str) -> None:
    text = (PROJECT / "docs" / "sql-reference.md").read_text()
    missing = [each.name for each in getattr(references, name)() if not re.search(rf"\b{each.name}\b", text, re.IGNORECASE)]
    assert missing == []


def test_the_site_builds_strictly(tmp_path: Path) -> None:
    mkdocs = tool("mkdocs") / "mkdocs"
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    environment.pop("PYTHONPATH", None)
    command = [
        str(mkdocs),
        "build",
        "--strict",
        "--quiet",
        "--config-file",
        str(PROJECT / "mkdocs.yml"),
        "--site-dir",
        str(tmp_path / "site"),
    ]
    answer = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, env=environment)
    assert answer.returncode == 0, answer.stdout + answer.stderr
    assert (tmp_path / "site" / "index.html").is_file()
