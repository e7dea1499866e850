"""What may be in the shipped jar, and the commands that send it to an account."""

import json
import zipfile
from pathlib import Path

import pytest
from project import contents
from project.deploying import commands
from project.options import DeployOptions, parse
from project.problem import Usage
from project.questions import AT_THE_END, CONNECTOR, QUESTIONS, Answer, Verdict

LICENCE_FILES = ("META-INF/LICENSE", "META-INF/NOTICE")


def _jar(folder: Path, *entries: str) -> Path:
    jar = folder / "some.jar"
    with zipfile.ZipFile(jar, "w") as archive:
        for entry in (*LICENCE_FILES, "com/ddbm/exactonline/sync/SyncEngine.class", *entries):
            archive.writestr(entry, b"")
    return jar


def _bill(folder: Path, *libraries: tuple[str, str]) -> Path:
    bill = folder / "bom.json"
    components = [{"name": name, "version": "1", "licenses": [{"license": {"id": licence}}]} for name, licence in libraries]
    bill.write_text(json.dumps({"components": components}))
    return bill


def _notice(folder: Path, text: str) -> Path:
    (folder / "NOTICE").write_text(text)
    return folder / "NOTICE"


def test_a_jar_of_our_own_and_relocated_classes_has_no_findings(tmp_path: Path) -> None:
    jar = _jar(tmp_path, "com/ddbm/exactonline/relocated/okio/Buffer.class", "catalogue/endpoints.json")
    assert contents.findings(jar, _bill(tmp_path, ("okio", "Apache-2.0")), _notice(tmp_path, "okio")) == []


@pytest.mark.parametrize(
    "entry",
    [
        "okio/Buffer.class",
        "META-INF/versions/21/com/fasterxml/Fast.class",
        "Loose.class",
        "com/ddbm/other/Thing.class",
        "secrets.properties",
    ],
)
def test_what_has_no_place_in_the_jar_is_named(tmp_path: Path, entry: str) -> None:
    findings = contents.findings(_jar(tmp_path, entry), _bill(tmp_path), _notice(tmp_path, ""))
    assert findings == [f"some.jar: {entry} is not under com/ddbm/exactonline/"]


@pytest.mark.parametrize(
    ("library", "notice", "said"),
    [(("copyleft", "GPL-3.0"), "copyleft", "licence GPL-3.0"), (("okio", "Apache-2.0"), "another", "NOTICE does not name okio")],
)
def test_licences_that_do_not_fit_and_libraries_that_are_not_named_are_findings(
    tmp_path: Path, library: tuple[str, str], notice: str, said: str
) -> None:
    findings = contents.findings(_jar(tmp_path), _bill(tmp_path, library), _notice(tmp_path, notice))
    assert len(findings) == 1 and said in findings[0]


def test_a_deployment_validates_before_it_makes_a_version() -> None:
    steps = [each[:3] for each in commands(DeployOptions("provider", "v1_0", None, False))]
    assert [each[1] for each in steps] == ["deploy", "validate", "version", "run"]
    assert all(each[-2:] == ["--connection", "provider"] for each in commands(DeployOptions("provider", "v1_0", None, False)))


def test_publishing_sends_nothing_anew() -> None:
    assert [each[1] for each in commands(DeployOptions(None, "v1_0", 3, False))] == ["publish"]


@pytest.mark.parametrize("arguments", [["--version", "1.0"], ["--publish", "1"], ["--publish", "x", "--version", "v1"]])
def test_wrong_options_of_a_deployment_are_named(arguments: list[str]) -> None:
    with pytest.raises(Usage):
        parse(["deploy", *arguments])


@pytest.mark.parametrize("question", [*QUESTIONS, *AT_THE_END, *CONNECTOR], ids=lambda each: each.number)
def test_an_account_that_refuses_everything_gets_no_verdict_that_it_holds(question) -> None:
    verdict, words = question.judge([Answer(error="no such function") for _ in range(max(1, len(question.statements)))])
    assert verdict is not Verdict.HOLDS and words
