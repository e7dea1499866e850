"""Separate verdicts of a test: what was checked, how it is, what to do."""

from __future__ import annotations

from connector.calls import Row
from connector.parts.showing import status_text, table
from connector.texts import t, word
from connector.texts.answers import reason
from connector.texts.errors import remedy, sentence


def verdicts(found: list[Row]) -> None:
    """The verdicts of test_connection."""
    table(
        found,
        {
            t("column.check"): lambda each: word("check", each["check"]),
            t("column.verdict"): lambda each: status_text(str(each["verdict"]).upper()),
            t("check.finding"): lambda each: " ".join(
                filter(None, ("" if each["code"] == "OK" else each["code"], reason(sentence(each["code"], each["message"]))))
            ),
            t("column.remedy"): lambda each: remedy(each["code"], each["remedy"]),
        },
    )
