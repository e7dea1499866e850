"""Every rule has a script that breaks it: the fault is found on its line, with a remedy, and nothing else is."""

import re
from pathlib import Path

import pytest
from package_check.rules import check

HERE = Path(__file__).parent
WRONG = sorted((HERE / "wrong").glob("*.sql"))
EXPECTED = re.compile(r"-- expect: (\w+)")


def test_a_sound_package_has_no_findings(sound: Path) -> None:
    assert [str(each) for each in check(sound)] == []


@pytest.mark.parametrize("script", WRONG, ids=[file.stem for file in WRONG])
def test_each_wrong_line_is_found_and_has_a_remedy(sound: Path, script: Path) -> None:
    text = script.read_text()
    (sound / "wrong.sql").write_text(text)
    with open(sound / "setup.sql", "a") as setup:
        setup.write("EXECUTE IMMEDIATE FROM './wrong.sql';\n")
    expected = {(number, rule) for number, line in enumerate(text.splitlines(), 1) for rule in EXPECTED.findall(line)}
    findings = check(sound)
    assert {(each.line, each.rule) for each in findings if each.file == "wrong.sql"} == expected, "\n".join(map(str, findings))
    assert {each.file for each in findings} == {"wrong.sql"}, "\n".join(map(str, findings))
    assert all(each.remedy for each in findings)
