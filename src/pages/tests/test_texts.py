"""Every text exists in both languages, every text is used, and nothing is said outside of them."""

import ast
import re
from pathlib import Path
from string import Formatter

import pytest
from connector import formats, texts
from connector.texts import answers, errors
from project import error_list
from project.places import PROJECT

PAGES = Path(texts.__file__).parents[1]
SOURCES = [
    file for file in sorted(PAGES.rglob("*.py")) if file.parent.name != "texts" or file.name in ("__init__.py", "errors.py", "answers.py")
]


def _patterns(argument: ast.expr) -> list[str]:
    """What the name of a text may be, as regular expressions: a constant, either side of a condition, an f-string, a lookup."""
    if isinstance(argument, ast.Constant):
        return [re.escape(str(argument.value))]
    if isinstance(argument, ast.IfExp):
        return _patterns(argument.body) + _patterns(argument.orelse)
    if isinstance(argument, ast.JoinedStr):
        return ["".join(re.escape(str(part.value)) if isinstance(part, ast.Constant) else ".+" for part in argument.values)]
    return []


def _used() -> list[tuple[str, str]]:
    found = []
    for file in SOURCES:
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args:
                if node.func.id == "t":
                    found += [(file.name, pattern) for pattern in _patterns(node.args[0])]
                elif node.func.id == "word" and isinstance(node.args[0], ast.Constant):
                    found.append((file.name, re.escape(node.args[0].value) + r"\..+"))
            elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in texts.TEXTS:
                found.append((file.name, re.escape(node.value)))
    return found


def test_a_text_is_there_in_both_languages_with_the_same_places_to_fill() -> None:
    for key, (english, dutch) in texts.TEXTS.items():
        assert english.strip() and dutch.strip(), key
        assert _places(english) == _places(dutch), key


def _places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_every_text_that_is_asked_for_exists() -> None:
    missing = [(file, name) for file, name in _used() if not any(re.fullmatch(name, key) for key in texts.TEXTS)]
    assert missing == []


def test_every_text_is_used() -> None:
    patterns = {pattern for _, pattern in _used()}
    unused = [key for key in texts.TEXTS if not any(re.fullmatch(pattern, key) for pattern in patterns)]
    assert unused == []


def test_every_error_is_explained_in_dutch_with_the_same_places_to_fill() -> None:
    for each in errors._english():
        sentence, remedy = errors.DUTCH[each["code"]]
        assert remedy.strip(), each["code"]
        assert _places(sentence) <= _places(each["sentence"]), each["code"]
    assert len(errors._english()) > 30


def test_every_translated_answer_is_one_that_a_procedure_gives() -> None:
    java = Path(error_list.SOURCE).parents[1]
    # literals that are joined over lines are one text
    files = [*(file for part in ("procedures", "sync") for file in (java / part).glob("*.java")), PROJECT / "setup" / "procedures.sql"]
    said = re.sub(r'"\s*\+\s*"', "", " ".join(file.read_text() for file in files))
    for english, dutch in (*answers.DUTCH, *answers.ARGUMENTS, *answers.REASONS, *answers.EVENTS):
        assert _places(dutch) <= _places(english), english
        for part in re.split(r"\{\d\}", english.replace(" FAILED: ", " {9}: ").replace(" PARTIAL: ", " {9}: ")):
            assert part in said, part


@pytest.mark.parametrize(
    ("english", "dutch"),
    [
        ("Configuration it's mine was changed. The next run fetches everything.", "Configuratie it's mine is gewijzigd. De volgende run haalt alles op."),
        ("Schedule Ieder uur is paused.", "Planning Ieder uur is gepauzeerd."),
        ("At $50 in a calendar month (UTC) no further run begins.", "Bij $50 in een kalendermaand (UTC) begint geen run meer."),
        ("Something new.", "Something new."),
    ],
)  # fmt: skip
def test_an_answer_is_said_in_dutch_with_its_values(monkeypatch: pytest.MonkeyPatch, english: str, dutch: str) -> None:
    monkeypatch.setattr(texts, "language", lambda: "nl")
    assert answers.answer(english) == dutch


def test_the_sentence_of_an_error_is_said_in_dutch_with_its_values(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(texts, "language", lambda: "nl")
    english = "Exact Online does not let this user read crm_accounts in division 7: {odd} (text)"
    assert errors.sentence("EO-2007", english) == "Deze gebruiker mag crm_accounts in administratie 7 niet lezen: {odd} (text)"
    assert errors.sentence("EO-2007", "in other words") == "in other words"
    assert errors.sentence(None, None) == ""


def test_what_is_wrong_with_arguments_and_why_a_step_did_something_is_said_in_dutch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(texts, "language", lambda: "nl")
    assert answers.argument("It must be a whole number from 1 to 9, not 12.") == "Het moet een geheel getal van 1 tot 9 zijn, niet 12."
    english = "Some arguments are wrong: name: It is empty. cron: It is no cron expression: 61"
    said = answers.argument(errors.sentence("EO-1001", english))
    assert "name: Het is leeg." in said and "Het is geen cron-expressie: 61" in said
    assert answers.reason("The division was moved: fetched whole.") == "De administratie is verhuisd: geheel opgehaald."
    assert answers.reason("The calls of division 7 are used up until 09:00.") == "De aanroepen van administratie 7 zijn op tot 09:00."
    assert answers.reason(None) == ""


@pytest.mark.parametrize(
    ("code", "english", "dutch"),
    [
        ("EO-2007", "The run ended PARTIAL: Exact Online does not let this user read crm_accounts in division 7: no", "De run is maar deels volledig: Deze gebruiker mag crm_accounts in administratie 7 niet lezen: no"),
        ("FETCHED_WHOLE", "CRM - Accounts in division 7: The division was moved: fetched whole.", "CRM - Accounts in administratie 7: De administratie is verhuisd: geheel opgehaald."),
        ("EO-2007", "Exact Online does not let this user read crm_accounts in division 7: no", "Deze gebruiker mag crm_accounts in administratie 7 niet lezen: no"),
        ("DIVISIONS", "Bakkerij (7) is new.", "Bakkerij (7) is nieuw."),
        ("EO-1002", "There is no connection named exact.", "Er is geen verbinding met de naam exact."),
        ("NEW", "Something that is not known yet.", "Something that is not known yet."),
    ],
)  # fmt: skip
def test_an_event_is_said_in_dutch_with_what_stands_inside(monkeypatch: pytest.MonkeyPatch, code: str, english: str, dutch: str) -> None:
    assert answers.happening(code, english) == english
    monkeypatch.setattr(texts, "language", lambda: "nl")
    assert answers.happening(code, english) == dutch


def test_two_amounts_in_one_sentence_are_no_formula() -> None:
    assert formats.money_in_text(1234.5) == "\\$1,234.50"


def test_the_errors_of_the_pages_are_those_of_the_app() -> None:
    assert error_list.PAGES.read_text() == error_list.for_pages(error_list.SOURCE.read_text()), "scripts/update-docs writes it anew"


def test_no_page_says_something_that_is_not_in_the_texts() -> None:
    """Words straight in a call of Streamlit would have no translation."""
    spoken = {
        "title",
        "header",
        "subheader",
        "caption",
        "markdown",
        "write",
        "info",
        "success",
        "warning",
        "error",
        "button",
        "toggle",
        "text_input",
    }
    found = []
    for file in SOURCES:
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in spoken and node.args:
                first = node.args[0]
                if isinstance(first, ast.Constant) and isinstance(first.value, str) and re.search(r"[A-Za-z]{3}", first.value):
                    found.append((file.name, first.value))
    assert found == []
