"""The listing's pages with the provider's own data in them: docs/listing and docs/listing/provider.yml to target/listing."""

import re
import shutil
from pathlib import Path

import yaml

from project.places import PROJECT, TARGET

SOURCES = PROJECT / "docs" / "listing"
LISTING = TARGET / "listing"
_BESIDE = re.compile(r"\(\.\./([\w-]+\.md)\)")
WORD = re.compile(r"\{\{ (\w+) \}\}")


def provider(folder: Path = SOURCES) -> dict[str, str]:
    """The provider's data by name; what is not filled in is empty."""
    return {name: str(value or "").strip() for name, value in yaml.safe_load((folder / "provider.yml").read_text()).items()}


def unfilled(folder: Path = SOURCES) -> list[str]:
    """The names of what the provider has still to fill in."""
    return [name for name, value in provider(folder).items() if not value]


def write(folder: Path = SOURCES, into: Path = LISTING) -> list[str]:
    """Writes the pages; answers with the names of what is not filled in, which stay as they are. KeyError for a word nobody knows."""
    data = provider(folder)
    shutil.rmtree(into, ignore_errors=True)
    shutil.copytree(folder, into, ignore=shutil.ignore_patterns("provider.yml", "README.md"))
    shutil.copytree(PROJECT / "docs" / "pictures", into / "pictures")
    for page in [*into.glob("*.md"), *into.glob("*.yml")]:
        text = WORD.sub(lambda found: data[found[1]] or found[0], page.read_text())
        for name in _BESIDE.findall(text):
            shutil.copy(PROJECT / "docs" / name, into)
        page.write_text(_BESIDE.sub(r"(\1)", text))
    return unfilled(folder)
