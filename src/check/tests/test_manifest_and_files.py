"""Faults outside the scripts' statements: manifest, files, jar."""

import zipfile
from pathlib import Path

import pytest
from package_check.rules import check

CASES = {
    "version 1": ("manifest_version: 2", "manifest_version: 1", "manifest_version is not 2"),
    "unknown key": ("privileges:", "rights: {}\nprivileges:", "no key rights"),
    "absent script": ("setup_script: setup.sql", "setup_script: install.sql", "no file install.sql"),
    "absent readme": ("readme: README.md", "readme: HELP.md", "HELP.md is not in the package"),
    "absent page": ("core.app", "core.pages", "no Streamlit core.pages"),
    "java not told": ("extension_code: true", "extension_code: false", "does not say so"),
    "unknown privilege": ("EXECUTE TASK:", "EXECUTE ANYTHING:", "no privilege an app can ask for"),
    "privilege without a reason": ('description: "Scheduled work"', 'description: ""', "does not say what for"),
    "privilege not asked for": ("CREATE EXTERNAL ACCESS INTEGRATION:", "CREATE DATABASE:", "without the privilege"),
    "level that YAML reads as false": ("privileges:", "configuration:\n  trace_level: OFF\nprivileges:", "is read as False"),
    "unknown level": ("privileges:", "configuration:\n  log_level: LOUD\nprivileges:", "log_level LOUD does not exist"),
    "unknown kind of events": (
        "privileges:",
        "configuration:\n  log_level: WARN\n  telemetry_event_definitions:\n    - {type: SECRETS, sharing: OPTIONAL}\nprivileges:",
        "no events are of type SECRETS",
    ),
    "unknown sharing": (
        "privileges:",
        "configuration:\n  log_level: WARN\n  telemetry_event_definitions:\n    - {type: ALL, sharing: ALWAYS}\nprivileges:",
        "sharing ALWAYS does not exist",
    ),
    "events without a level": (
        "privileges:",
        "configuration:\n  telemetry_event_definitions:\n    - {type: ALL, sharing: OPTIONAL}\nprivileges:",
        "none are written",
    ),
    "a level, and procedures that cannot log": (
        "privileges:",
        "configuration:\n  log_level: WARN\nprivileges:",
        "is lost: its PACKAGES lack",
    ),
    "unknown callback": ("after_specification_change:", "after_breakfast:", "no callback after_breakfast"),
    "absent callback": ("core.changed", "core.absent", "no procedure core.absent"),
    "callback with other arguments": ("core.changed", "core.work", "has other arguments"),
}


@pytest.mark.parametrize("case", CASES)
def test_a_wrong_manifest_is_named(sound: Path, case: str) -> None:
    right, wrong, message = CASES[case]
    manifest = sound / "manifest.yml"
    assert right in manifest.read_text()
    manifest.write_text(manifest.read_text().replace(right, wrong))
    found = [each for each in check(sound) if message in each.message]
    assert found, "\n".join(map(str, check(sound)))
    assert all(each.file == "manifest.yml" and each.remedy for each in found)


def test_a_manifest_that_is_no_yaml_is_named(sound: Path) -> None:
    (sound / "manifest.yml").write_text("a: [")
    assert [each.rule for each in check(sound)] == ["manifest"]


def test_a_package_without_manifest_is_named(sound: Path) -> None:
    (sound / "manifest.yml").unlink()
    assert [each.message for each in check(sound)] == ["there is no manifest.yml"]


def test_a_script_that_nobody_runs_is_named(sound: Path) -> None:
    (sound / "forgotten.sql").write_text("SELECT 1;")
    assert [(each.file, each.rule) for each in check(sound)] == [("forgotten.sql", "files")]


def test_a_file_over_ten_megabytes_is_named(sound: Path) -> None:
    (sound / "large.sql").write_text("-- " + "x" * 10 * 1024 * 1024)
    with open(sound / "setup.sql", "a") as setup:
        setup.write("EXECUTE IMMEDIATE FROM './large.sql';\n")
    assert any("larger than 10 MB" in each.message for each in check(sound))


def test_nesting_deeper_than_five_is_named(sound: Path) -> None:
    for depth in range(7):
        (sound / f"level{depth}.sql").write_text(f"EXECUTE IMMEDIATE FROM './level{depth + 1}.sql';" if depth < 6 else "SELECT 1;")
    with open(sound / "setup.sql", "a") as setup:
        setup.write("EXECUTE IMMEDIATE FROM './level0.sql';\n")
    assert any("nested deeper" in each.message for each in check(sound))


def test_a_quote_without_end_is_named(sound: Path) -> None:
    with open(sound / "setup.sql", "a") as setup:
        setup.write("SELECT 'no end;\n")
    assert [each.rule for each in check(sound) if each.rule == "text"] == ["text"]


def test_an_unpinned_streamlit_is_named(sound: Path) -> None:
    (sound / "streamlit" / "environment.yml").write_text("dependencies:\n  - streamlit\n")
    assert [each.rule for each in check(sound)] == ["pages"]


def test_a_library_under_its_own_name_is_named(sound: Path, classes: Path) -> None:
    with zipfile.ZipFile(sound / "lib" / "sound.jar", "a") as jar:
        jar.write(classes / "com/snowflake/snowpark_java/Session.class", "com/fasterxml/jackson/Session.class")
    assert any(each.rule == "jar" and "com.fasterxml." in each.message for each in check(sound))


def test_a_class_in_nobodys_package_is_named(sound: Path, classes: Path) -> None:
    with zipfile.ZipFile(sound / "lib" / "sound.jar", "a") as jar:
        jar.write(classes / "com/snowflake/snowpark_java/Session.class", "org/library/Session.class")
    assert any(each.rule == "jar" and "org.library.Session" in each.message for each in check(sound))


def test_a_variant_for_newer_java_under_its_own_name_is_named(sound: Path, classes: Path) -> None:
    with zipfile.ZipFile(sound / "lib" / "sound.jar", "a") as jar:
        jar.write(classes / "com/snowflake/snowpark_java/Session.class", "META-INF/versions/21/com/fasterxml/jackson/Fast.class")
    assert any(each.rule == "jar" and "com.fasterxml." in each.message for each in check(sound))


def test_at_least_25_wrong_packages_are_rejected_by_the_tests_of_this_folder() -> None:
    scripts = list((Path(__file__).parent / "wrong").glob("*.sql"))
    assert len(CASES) + len(scripts) >= 25


def test_classes_newer_than_the_runtime_are_named(sound: Path) -> None:
    script = sound / "setup.sql"
    script.write_text(script.read_text().replace("RUNTIME_VERSION = '17'", "RUNTIME_VERSION = '11'"))
    assert [each.rule for each in check(sound)] == ["jar"]


def test_a_secret_that_the_code_reads_and_no_procedure_declares_is_named(sound: Path) -> None:
    script = sound / "setup.sql"
    assert "SECRETS = ('token' = state.token)" in script.read_text()
    script.write_text(script.read_text().replace("SECRETS = ('token' = state.token)", ""))
    found = check(sound)
    assert [(each.file, each.rule) for each in found] == [("lib/sound.jar", "alias")]
    assert "example.Handlers reads the secret token" in found[0].message and found[0].remedy
