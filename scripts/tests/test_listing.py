"""The listing with the provider's data in it."""

import shutil
from pathlib import Path

import pytest
import yaml
from project import listing


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    return Path(shutil.copytree(listing.SOURCES, tmp_path / "listing"))


def fill_in(sources: Path) -> dict[str, str]:
    data = {name: f"<{name}>" for name in listing.provider(sources)}
    (sources / "provider.yml").write_text(yaml.safe_dump(data))
    return data


def test_every_word_of_the_pages_is_one_that_the_provider_fills_in(sources: Path, tmp_path: Path) -> None:
    data = fill_in(sources)
    assert listing.write(sources, tmp_path / "out") == []
    pages = {page.name: page.read_text() for page in (tmp_path / "out").glob("*.md")}
    assert not [name for name, text in pages.items() if "{{" in text]
    assert data["support_address"] in pages["support.md"]
    assert data["terms"] in pages["listing.nl.md"]


def test_links_of_the_pages_lead_to_files_beside_them(sources: Path, tmp_path: Path) -> None:
    listing.write(sources, tmp_path / "out")
    assert "(billing.md)" in (tmp_path / "out" / "prices.md").read_text()
    assert (tmp_path / "out" / "billing.md").is_file()


def test_what_is_not_filled_in_is_named_and_stays_visible(sources: Path, tmp_path: Path) -> None:
    missing = listing.write(sources, tmp_path / "out")
    assert missing == [name for name, value in listing.provider(sources).items() if not value]
    assert ("{{ support_address }}" in (tmp_path / "out" / "support.md").read_text()) == ("support_address" in missing)
