"""Numbers, money, moments and times as the reader sees them, in both languages."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from connector import calls, formats, roles
from connector.parts.times import in_words
from connector.texts import LANGUAGE

import streamlit as st


@pytest.fixture(params=["en", "nl"])
def language(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(st, "session_state", {LANGUAGE: request.param, formats.ZONE: "Europe/Amsterdam"})
    return str(request.param)


def test_numbers_and_money(language: str) -> None:
    shown = (formats.number(1234567), formats.number(None), formats.money(Decimal("1234.5")))
    assert shown == {"en": ("1,234,567", "–", "$1,234.50"), "nl": ("1.234.567", "–", "US$ 1.234,50")}[language]


def test_a_moment_names_its_time_zone(language: str) -> None:
    summer = formats.moment(datetime(2026, 7, 1, 22, 30, tzinfo=UTC))
    assert summer == {"en": "2 Jul 2026, 00:30 CEST", "nl": "2 jul 2026, 00:30 CEST"}[language]


def test_spans_in_their_largest_units(language: str) -> None:
    hour = {"en": "h", "nl": "u"}[language]
    assert [formats.span(seconds) for seconds in (0, 59, 61, 3700, 90000)] == [
        "0 s",
        "59 s",
        "1 min 1 s",
        f"1 {hour} 1 min",
        f"1 d 1 {hour}",
    ]
    assert formats.ago(formats.now() - timedelta(hours=5, minutes=3)) == {"en": "5 h ago", "nl": "5 u geleden"}[language]


def test_all_is_said_only_when_it_is_all() -> None:
    assert (formats.percent(1), formats.percent(0.9999)) == ("100%", "99%")


def test_times_in_plain_language(language: str) -> None:
    crons = ("0 7 * * 1-5", "15 * * * *", "5 */4 * * *", "30 6 * * *", "0 8 * * 1,3", "0 5 L * *", "0 5 1 * *", "0 5 1 1 *")
    english = [
        "Working days at 07:00", "Every hour at 15 minutes past", "Every 4 hours at 5 minutes past", "Every day at 06:30", "Mon, Wed at 08:00",
        "The last day of every month at 05:00", "Day 1 of every month at 05:00", "At the times of 0 5 1 1 *",
    ]  # fmt: skip
    shown = [in_words(cron) for cron in crons]
    assert shown == english if language == "en" else shown[0] == "Werkdagen om 07:00" and len(set(shown)) == len(crons)


@pytest.mark.parametrize("role", [roles.Role.OPERATOR, roles.Role.VIEWER])
def test_a_call_that_the_role_may_not_make_is_refused_before_anything_is_sent(role: roles.Role, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(st, "session_state", {})
    calls.open_for(role)
    for procedure in roles.ADMIN_CALLS - (roles.OPERATOR_CALLS if role is roles.Role.OPERATOR else frozenset()):
        with pytest.raises(calls.CallRefused):
            calls.call(procedure, "x")


def test_without_a_role_nothing_may_be_done(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(st, "session_state", {})
    with pytest.raises(calls.CallRefused):
        calls.call("fetch_now", "accounting", {})


def test_every_call_that_a_page_makes_is_a_granted_procedure() -> None:
    grants = (Path(calls.__file__).parents[2] / "setup" / "grants.sql").read_text()
    for procedure in roles.ADMIN_CALLS:
        role = "app_operator" if procedure in roles.OPERATOR_CALLS else "app_admin"
        granted = [line for line in grants.splitlines() if f"core.{procedure}(" in line]
        assert any(line.endswith(f"TO APPLICATION ROLE {role};") for line in granted), procedure
