"""What a release still lacks is told at once, each thing with its remedy."""

import re
import shutil
from pathlib import Path

import pytest
import yaml
from project import deploying, listing, releasing
from project.options import CheckOptions, DeployOptions, parse
from project.places import PROJECT
from project.problem import Problem, Usage

FILLED = {
    "name": "Somebody",
    "support_address": "help@somebody.example",
    "support_hours": "working days, 9 to 17, Europe/Amsterdam",
    "support_response": "one working day",
    "security_address": "https://somebody.example/security",
    "terms": "https://somebody.example/terms",
    "privacy": "https://somebody.example/privacy",
    "maximum_monthly_charge": "5000",
    "reviewers_sign_in": "a user of a demo administration, asked for by mail",
}


@pytest.fixture
def ready(tmp_path: Path) -> Path:
    """A copy of what a release is judged by, made ready."""
    for name in ("pom.xml", "docs/changelog.md", "docs/pages.md", "setup/access.sql"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(PROJECT / name, tmp_path / name)
    for name in ("docs/listing", "docs/pictures"):
        shutil.copytree(PROJECT / name, tmp_path / name)
    (tmp_path / "docs/listing/provider.yml").write_text(yaml.safe_dump(FILLED))
    change(tmp_path / "pom.xml", "-SNAPSHOT", "")
    change(tmp_path / "docs/changelog.md", "## Next\n", "")
    return tmp_path


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new, 1))


def told(project: Path) -> list[str]:
    return [lack.where for lack in releasing.lacks(project)]


def test_the_provider_fills_in_what_is_asked_here() -> None:
    assert set(FILLED) == set(listing.provider())


def test_nothing_is_lacking_where_all_is_there(ready: Path) -> None:
    assert releasing.lacks(ready) == []


def test_all_that_is_empty_is_told_at_once(ready: Path) -> None:
    shutil.copy(PROJECT / "docs/listing/provider.yml", ready / "docs/listing/provider.yml")
    empty = [name for name, value in listing.provider(ready / "docs/listing").items() if not value]
    assert told(ready) == [f"docs/listing/provider.yml, {name}" for name in empty]
    assert all(len(lack.remedy) > len("fill it in: ") for lack in releasing.lacks(ready))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("terms", "see our site"),
        ("privacy", "http://somebody.example"),
        ("support_address", "Jan"),
        ("maximum_monthly_charge", "unlimited"),
    ],
)
def test_what_is_filled_in_with_something_else_is_told(ready: Path, name: str, value: str) -> None:
    (ready / "docs/listing/provider.yml").write_text(yaml.safe_dump({**FILLED, name: value}))
    (lack,) = releasing.lacks(ready)
    assert name in lack.where and value in lack.what and lack.remedy.startswith("write a")


@pytest.mark.parametrize(
    ("file", "old", "new", "where", "what"),
    [
        ("pom.xml", "<version>1.0.0<", "<version>1.0.0-SNAPSHOT<", "pom.xml, version", "1.0.0-SNAPSHOT"),
        ("docs/changelog.md", "# Changelog\n", "# Changelog\n\n## Next\n", "docs/changelog.md", "Next"),
        ("docs/changelog.md", "## 1.0.0\n", "", "docs/changelog.md", "no section 1.0.0"),
        ("docs/changelog.md", "## 1.0.0\n", "## 1.0.0\n\n## 0.9.0\n", "src/test/packages/0.9.0", "not kept"),
        ("docs/listing/support.md", "# Support", "# Support {{ telephone }}", "docs/listing/support.md", "telephone"),
        ("docs/listing/marketplace.yml", "start.exactonline.fr", "start.exactonline.it", "docs/listing/marketplace.yml", "start.exactonline.fr"),
        ("docs/pages.md", "(pictures/home.png)", "(pictures/house.png)", "docs/pictures/house.png", "not there"),
    ],
)  # fmt: skip
def test_each_other_thing_is_told_with_its_remedy(ready: Path, file: str, old: str, new: str, where: str, what: str) -> None:
    change(ready / file, old, new)
    lack = releasing.lacks(ready)[0]
    assert lack.where == where and what in lack.what and lack.remedy


def test_nothing_is_published_while_something_lacks(monkeypatch: pytest.MonkeyPatch) -> None:
    lack = releasing.Lack("docs/listing/provider.yml, terms", "is empty", "fill it in: web address")
    monkeypatch.setattr(releasing, "lacks", lambda: [lack, lack])
    with pytest.raises(Problem, match=re.compile("terms: is empty.*terms: is empty", re.DOTALL)):
        deploying.main(DeployOptions(None, "v1_0", 0, True))


def test_the_option_is_about_this_repository(tmp_path: Path) -> None:
    assert parse(["check-package", "--release"]) == CheckOptions(None, True)
    with pytest.raises(Usage):
        parse(["check-package", "--release", str(tmp_path)])
