"""`scripts/check-package --release`: what a release still lacks, beyond a package that is right. All of it at once, each with what to do."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

import yaml

from project import listing
from project.places import PROJECT

WEB = re.compile(r"https://[\w.-]+\.[a-z]{2,}(/\S*)?")
MAIL = re.compile(r"[^\s@<>]+@[\w.-]+\.[a-z]{2,}")
HOST = re.compile(r"'([\w.-]+\.[a-z]{2,})'")
RELEASED = re.compile(r"^## (\d+\.\d+\.\d+)$", re.MULTILINE)
# What has to be a web address, and what may be an e-mail address too; the rest is text.
SHAPES: dict[str, tuple[str, Callable[[str], bool]]] = {
    "support_address": ("an e-mail or https address", lambda value: bool(MAIL.fullmatch(value) or WEB.fullmatch(value))),
    "security_address": ("an e-mail or https address", lambda value: bool(MAIL.fullmatch(value) or WEB.fullmatch(value))),
    "terms": ("an https address", lambda value: bool(WEB.fullmatch(value))),
    "privacy": ("an https address", lambda value: bool(WEB.fullmatch(value))),
    "maximum_monthly_charge": ("a number of US dollars above zero", lambda value: bool(re.fullmatch(r"[1-9]\d*(\.\d\d)?", value))),
}


@dataclass(frozen=True)
class Lack:
    """One thing that is missing, where, and what to do about it."""

    where: str
    what: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}\n  remedy: {self.remedy}"


def lacks(project: Path = PROJECT) -> list[Lack]:
    """Everything that a release lacks, in the order of docs/releasing.md; empty when nothing does."""
    return [*_provider(project), *_words(project), *_hosts(project), *_pictures(project), *_version(project), *_previous(project)]


def _provider(project: Path) -> list[Lack]:
    file = project / "docs" / "listing" / "provider.yml"
    said = dict(re.findall(r"^(\w+):.*?#\s*(.+)$", file.read_text(), re.MULTILINE))
    found = []
    for name, value in listing.provider(file.parent).items():
        shape, fits = SHAPES.get(name, ("", lambda _: True))
        if not value:
            found.append(Lack(f"docs/listing/provider.yml, {name}", "is empty", f"fill it in: {said.get(name, name)}"))
        elif not fits(value):
            found.append(Lack(f"docs/listing/provider.yml, {name}", f"{value!r} is not {shape}", f"write {shape}: {said.get(name, name)}"))
    return found


def _words(project: Path) -> list[Lack]:
    folder = project / "docs" / "listing"
    known = listing.provider(folder)
    return [
        Lack(f"docs/listing/{page.name}", f"{{{{ {word} }}}} is no word of provider.yml", "add it there, or take it out of the page")
        for page in sorted([*folder.glob("*.md"), *folder.glob("*.yml")])
        if page.name not in ("README.md", "provider.yml")
        for word in sorted(set(listing.WORD.findall(page.read_text())))
        if word not in known
    ]


def _hosts(project: Path) -> list[Lack]:
    """The listing names the hosts that an administrator approves, no more and no fewer."""
    told = {each["endpoint"] for each in yaml.safe_load((project / "docs" / "listing" / "marketplace.yml").read_text())["connections"]}
    asked = set(HOST.findall((project / "setup" / "access.sql").read_text()))
    found = [
        Lack("docs/listing/marketplace.yml", f"{host} is missing", "add it: setup/access.sql asks for it") for host in sorted(asked - told)
    ]
    return found + [
        Lack("docs/listing/marketplace.yml", f"{host} is not asked for", "take it out, or add it to setup/access.sql")
        for host in sorted(told - asked)
    ]


def _pictures(project: Path) -> list[Lack]:
    text = (project / "docs" / "pages.md").read_text()
    return [
        Lack(f"docs/pictures/{name}", "is shown in docs/pages.md and is not there", "scripts/pictures takes all of them")
        for name in sorted(set(re.findall(r"\(pictures/([\w.-]+)\)", text)))
        if not (project / "docs" / "pictures" / name).is_file()
    ]


def _version(project: Path) -> list[Lack]:
    version = ElementTree.parse(project / "pom.xml").getroot().findtext("{http://maven.apache.org/POM/4.0.0}version", "")
    number = version.removesuffix("-SNAPSHOT")
    changelog = (project / "docs" / "changelog.md").read_text()
    found = []
    if version != number:
        found.append(Lack("pom.xml, version", f"{version} is a version under way", "write the number that is released, without -SNAPSHOT"))
    if re.search(r"^## Next$", changelog, re.MULTILINE):
        found.append(Lack("docs/changelog.md", "what is released stands under Next", "give that section the number of the release"))
    elif number not in RELEASED.findall(changelog):
        found.append(Lack("docs/changelog.md", f"has no section {number}", "say there what is new, or correct the version in pom.xml"))
    return found


def _previous(project: Path) -> list[Lack]:
    """Upgrades are tried from the packages of earlier releases: each release but the newest has to be there."""
    under_way = re.search(r"^## Next$", (project / "docs" / "changelog.md").read_text(), re.MULTILINE)
    released = RELEASED.findall((project / "docs" / "changelog.md").read_text())
    return [
        Lack(
            f"src/test/packages/{number}",
            "the package of that release is not kept",
            "keep its setup scripts, pages and own classes there (docs/releasing.md, A release, 2), so that the upgrade from it is tested",
        )
        for number in released[0 if under_way else 1 :]
        if not (project / "src" / "test" / "packages" / number / "manifest.yml").is_file()
    ]
