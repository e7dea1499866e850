"""Documents made from the sources are current, and the reference names what a user may call and read."""

import re

from project import error_list
from project.places import PROJECT

REFERENCE = (PROJECT / "docs" / "sql-reference.md").read_text()


def test_the_error_list_is_current() -> None:
    assert error_list.DOCUMENT.read_text() == error_list.document(error_list.SOURCE.read_text()), "run scripts/update-docs"


def test_the_error_list_has_every_number_of_the_source() -> None:
    source = error_list.SOURCE.read_text()
    assert len(error_list.entries(source)) == len(re.findall(r"^ +EO_\d{4}\(", source, re.MULTILINE))


def test_a_text_in_several_pieces_becomes_one() -> None:
    source = 'EO_1001(\n Side.SETTINGS,\n "One " + "sentence of {0}.",\n "Say \\"yes\\"."),'
    assert error_list.entries(source) == [error_list.Entry("1001", "SETTINGS", "One sentence of {0}.", 'Say "yes".')]


def test_the_reference_has_every_procedure_that_a_role_may_call() -> None:
    granted = re.findall(r"ON PROCEDURE core\.(\w+)\(", (PROJECT / "setup" / "grants.sql").read_text())
    assert len(granted) > 20
    for name in granted:
        signature = re.search(rf"PROCEDURE core\.{name}\(([^)]*)\)", (PROJECT / "setup" / "procedures.sql").read_text())
        assert signature is not None, name
        arguments = ", ".join(each.split()[0] for each in signature.group(1).split(",") if each.strip())
        assert f"`{name}({arguments})`" in REFERENCE, f"{name}({arguments})"


def test_the_reference_has_every_view_that_a_role_may_read() -> None:
    for name in re.findall(r"ON VIEW core\.(\w+) ", (PROJECT / "setup" / "grants.sql").read_text()):
        assert f"| {name.upper()} |" in REFERENCE, name
