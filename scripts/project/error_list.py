"""docs/errors.md and the pages' list, made from the source of the error list, so that they cannot differ."""

import json
import re
from dataclasses import dataclass

from project.places import PROJECT

SOURCE = PROJECT / "src/main/java/com/ddbm/exactonline/errors/ErrorCode.java"
DOCUMENT = PROJECT / "docs" / "errors.md"
PAGES = PROJECT / "streamlit" / "connector" / "texts" / "errors.json"
SIDES = {"SETTINGS": "Your settings", "EXACT_ONLINE": "Exact Online", "SNOWFLAKE": "Snowflake", "CONNECTOR": "The connector"}
TEXT = r'"(?:[^"\\]|\\.)*"'
CONSTANT = re.compile(rf"EO_(\d{{4}})\(\s*Side\.(\w+),\s*((?:{TEXT}\s*\+?\s*)+),\s*((?:{TEXT}\s*\+?\s*)+)\)")


@dataclass(frozen=True)
class Entry:
    number: str
    side: str
    sentence: str
    remedy: str


def entries(source: str) -> list[Entry]:
    return [Entry(number, side, _join(sentence), _join(remedy)) for number, side, sentence, remedy in CONSTANT.findall(source)]


def document(source: str) -> str:
    """The page, one table for each side."""
    lines = [
        "# Error list",
        "",
        "Every refusal and failure has a number, a sentence and a remedy; numbers are never used again for something else.",
        "`{0}` and so on stand for names and values. This page is made from `ErrorCode.java` by `scripts/update-docs`.",
    ]
    found = entries(source)
    for side, title in SIDES.items():
        lines += ["", f"## {title}", "", "| code | what it says | what to do |", "|---|---|---|"]
        lines += [f"| EO-{each.number} | {_cell(each.sentence)} | {_cell(each.remedy)} |" for each in found if each.side == side]
    return "\n".join(lines) + "\n"


def for_pages(source: str) -> str:
    """The same as the app's own pages read it."""
    found = [{"code": f"EO-{each.number}", "sentence": each.sentence, "remedy": each.remedy} for each in entries(source)]
    return json.dumps(found, indent=1, ensure_ascii=False) + "\n"


def update() -> bool:
    """Writes both; tells whether one was another before."""
    source = SOURCE.read_text()
    changed = False
    for file, wanted in ((DOCUMENT, document(source)), (PAGES, for_pages(source))):
        if not file.exists() or file.read_text() != wanted:
            file.write_text(wanted)
            changed = True
    return changed


def _join(literals: str) -> str:
    return "".join(re.findall(TEXT, literals)).replace('""', "").strip('"').replace('\\"', '"').replace("\\n", " ").replace("\\\\", "\\")


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;")
