"""`scripts/bundle`: target/bundle, the package as Snowflake gets it, made by the Snowflake CLI from snowflake.yml.

Beside the code it holds `licences/` (bill of materials and the licences of what is inside the jar) and `sources/` (ours, for
Snowflake's reviewers and whoever wants to read what runs in their account).
"""

import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from project import build, contents, listing
from project.places import JAR, PROJECT, TARGET
from project.problem import Problem
from project.setup import digest, one_at_a_time
from project.tools import tool

BUNDLE = TARGET / "bundle"
BILL_OF_MATERIALS = TARGET / "bom.json"
SOURCES = TARGET / "exact-online-connector-sources.jar"
EARLIEST = (1980, 1, 1, 0, 0, 0)


def main(twice: bool) -> int:
    """Builds, checks and bundles; prints what is in it. `twice`: builds again elsewhere and compares the bytes."""
    build.build(build.CONNECTOR)
    if twice:
        prove_reproducible()
    bundle()
    print(contents.report(BUNDLE, BILL_OF_MATERIALS))
    print(f"\nThe bundle is in {BUNDLE.relative_to(PROJECT)}.")
    missing = listing.write()
    print(f"The listing's pages are in {listing.LISTING.relative_to(PROJECT)}.")
    if missing:
        print(f"Still to be filled in (docs/listing/provider.yml) before publishing: {', '.join(missing)}.")
    return 0


def bundle() -> Path:
    """target/bundle, current and without findings of the package checker."""
    from package_check.rules import check

    build.build(build.CONNECTOR)
    make_bill_of_materials()
    make_sources()
    findings = check(build.assemble_package()) + contents.findings(JAR, BILL_OF_MATERIALS, PROJECT / "NOTICE")
    if findings:
        raise Problem("The package is not as Snowflake wants it:\n" + "\n".join(map(str, findings)))
    tool("snowflake-cli")  # before the lock, which it takes itself
    with one_at_a_time():
        answer = snow("app", "bundle", "--project", str(PROJECT))
        if answer.returncode != 0:
            raise Problem(f"snow app bundle failed:\n{(answer.stdout + answer.stderr).strip()[-3000:]}")
        _replace_links(BUNDLE)
    return BUNDLE


def snow(*arguments: str) -> subprocess.CompletedProcess[str]:
    """The Snowflake CLI without any connection: an empty configuration of its own, so that no account is ever asked."""
    with tempfile.TemporaryDirectory() as folder:
        configuration = Path(folder) / "config.toml"
        configuration.touch(mode=0o600)
        environment = {**os.environ, "SNOWFLAKE_HOME": folder, "SNOWFLAKE_CLI_FEATURES_ENFORCE_TELEMETRY": "false", "NO_COLOR": "1"}
        environment.pop("PYTHONPATH", None)
        command = [str(tool("snowflake-cli") / "snow"), *arguments]
        return subprocess.run(command, cwd=PROJECT, stdin=subprocess.DEVNULL, capture_output=True, text=True, env=environment)


def make_bill_of_materials() -> None:
    """target/bom.json (CycloneDX): every library inside the jar, with version, hashes and licence."""
    stamp, wanted = BILL_OF_MATERIALS.with_suffix(".made-from"), digest([PROJECT / "pom.xml"])
    if BILL_OF_MATERIALS.exists() and stamp.exists() and stamp.read_text() == wanted:
        return
    print("Listing what the jar is made of ...", file=sys.stderr, flush=True)
    maven("-f", str(PROJECT / "pom.xml"), "cyclonedx:makeBom")
    stamp.write_text(wanted)


def make_sources() -> None:
    """Our sources in a jar whose bytes depend on them alone."""
    root = PROJECT / "src" / "main" / "java"
    with zipfile.ZipFile(SOURCES, "w") as jar:
        for file in sorted(root.rglob("*.java")):
            entry = zipfile.ZipInfo(str(file.relative_to(root)), EARLIEST)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            jar.writestr(entry, file.read_bytes())


def prove_reproducible() -> None:
    """The same sources in another folder give the same bytes."""
    with tempfile.TemporaryDirectory() as folder:
        other = Path(folder) / "elsewhere"
        other.mkdir()
        for name in ("pom.xml", "LICENSE"):
            shutil.copyfile(PROJECT / name, other / name)
        shutil.copytree(PROJECT / "src" / "main", other / "src" / "main")
        maven("-f", str(other / "pom.xml"), "package", "-DskipTests", "-Dmaven.test.skip=true")
        if (other / "target" / JAR.name).read_bytes() != JAR.read_bytes():
            differing = contents.differing_entries(JAR, other / "target" / JAR.name)
            raise Problem(f"A second build of the same sources gives another jar: {', '.join(differing[:10])}")
    print("A second build elsewhere gives the same jar, byte for byte.")


def maven(*arguments: str) -> None:
    answer = subprocess.run(["mvn", "-B", "-ntp", "-q", *arguments], stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if answer.returncode != 0:
        raise Problem(f"mvn {' '.join(arguments)} failed:\n{answer.stdout.strip()[-4000:]}")


def _replace_links(folder: Path) -> None:
    """The CLI links the files; copies can be carried elsewhere."""
    for link in [each for each in folder.rglob("*") if each.is_symlink()]:
        original = link.resolve()
        link.unlink()
        shutil.copyfile(original, link)
