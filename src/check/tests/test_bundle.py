"""What scripts/bundle makes: everything Snowflake needs, nothing else, the same bytes each time, and without a network."""

import re
import shutil
import sys
import zipfile
from pathlib import Path

import pytest
from package_check.rules import check

PROJECT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(PROJECT / "scripts"))

from project import build, bundling, contents  # noqa: E402
from project.deploying import commands  # noqa: E402
from project.options import DeployOptions  # noqa: E402
from project.tools import tool  # noqa: E402

# Maven and the Snowflake CLI are started several times.
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def bundle() -> Path:
    tool("snowflake-cli")
    build.build(build.CONNECTOR)
    with pytest.MonkeyPatch.context() as without_network:
        # Nothing listens there: whoever wants the network fails. The bill of materials is made before, by Maven.
        bundling.make_bill_of_materials()
        for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"):
            without_network.setenv(name, "http://127.0.0.1:9")
        return bundling.bundle()


def test_the_bundle_is_the_package_with_licences_and_sources(bundle: Path) -> None:
    package = build.assemble_package()
    wanted = {str(file.relative_to(package)) for file in package.rglob("*") if file.is_file()}
    wanted |= {"licences/bom.json", "sources/exact-online-connector-sources.jar"}
    assert {str(file.relative_to(bundle)) for file in bundle.rglob("*") if file.is_file()} == wanted
    assert not [file for file in bundle.rglob("*") if file.is_symlink()]


def test_the_bundle_has_no_findings(bundle: Path) -> None:
    assert [str(each) for each in check(bundle)] == []


def test_the_jar_holds_our_classes_and_relocated_ones_and_nothing_else(bundle: Path) -> None:
    assert contents.findings(build.JAR, bundling.BILL_OF_MATERIALS, PROJECT / "NOTICE") == []
    assert build.JAR.stat().st_size < 12 * 1024 * 1024


def test_the_sources_are_those_of_the_classes(bundle: Path) -> None:
    with zipfile.ZipFile(bundle / "sources" / "exact-online-connector-sources.jar") as sources, zipfile.ZipFile(build.JAR) as jar:
        ours = {name for name in jar.namelist() if name.startswith(contents.HOME) and not name.startswith(contents.RELOCATED)}
        classes = {re.sub(r"(\$[^/]*)?\.class$", "", name) for name in ours if name.endswith(".class")}
        assert classes - {name.removesuffix(".java") for name in sources.namelist()} == set()


def test_packing_the_same_classes_elsewhere_gives_the_same_jar(tmp_path: Path) -> None:
    build.build(build.CONNECTOR)
    for name in ("pom.xml", "LICENSE"):
        shutil.copyfile(PROJECT / name, tmp_path / name)
    shutil.copytree(PROJECT / "src" / "main" / "resources", tmp_path / "src" / "main" / "resources", copy_function=shutil.copyfile)
    shutil.copytree(PROJECT / "target" / "classes", tmp_path / "target" / "classes", copy_function=shutil.copyfile)
    bundling.maven("-o", "-f", str(tmp_path / "pom.xml"), "package", "-Dmaven.main.skip=true", "-Dmaven.test.skip=true")
    again = tmp_path / "target" / build.JAR.name
    assert again.read_bytes() == build.JAR.read_bytes(), contents.differing_entries(build.JAR, again)


@pytest.mark.parametrize(
    "options", [DeployOptions("provider", "v1_0", None, True), DeployOptions(None, "v1_0", 3, True)], ids=["deploy", "publish"]
)
def test_the_commands_of_a_deployment_have_options_that_the_cli_knows(options: DeployOptions) -> None:
    for command in commands(options):
        words = command[: 3 if command[1] == "version" else 2]
        known = bundling.snow(*words, "--help").stdout
        for option in [each for each in command if each.startswith("--")]:
            positive = option.replace("--no-", "--")
            assert positive in known, f"snow {' '.join(words)} {option}"
