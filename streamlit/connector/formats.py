"""Numbers, money and moments as the reader writes them. The reader chooses language and time zone in the sidebar."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import streamlit as st
from connector.texts import language, t

ZONE = "time_zone"
ZONES = (
    "Europe/Amsterdam",
    "Europe/Brussels",
    "Europe/Berlin",
    "Europe/Paris",
    "Europe/Madrid",
    "Europe/London",
    "America/New_York",
    "UTC",
)
NOTHING = "–"

Moment = datetime | None


class Money(Decimal):
    """An amount in a table, in US dollars."""


class PartOfMoney(Decimal):
    """An amount in a table below a cent, whose heading names the dollars."""


def zone_name() -> str:
    """The time zone that moments are shown in."""
    return str(st.session_state.get(ZONE) or browser_zone() or ZONES[0])


def browser_zone() -> str | None:
    """The time zone of the reader's browser, where Streamlit tells it."""
    name = getattr(st.context, "timezone", None)
    return name if name and _zone(name) else None


def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def local(moment: datetime) -> datetime:
    """The moment in the reader's time zone; one without zone counts as UTC."""
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return aware.astimezone(_zone(zone_name()) or UTC)


def now() -> datetime:
    """The present moment."""
    return datetime.now(UTC)


def number(value: int | float | Decimal | None, decimals: int = 0) -> str:
    """1,234 in English, 1.234 in Dutch."""
    if value is None:
        return NOTHING
    text = f"{value:,.{decimals}f}"
    return text.translate(str.maketrans(",.", ".,")) if language() == "nl" else text


def money(value: int | float | Decimal | None) -> str:
    """US dollars, as they are charged."""
    if value is None:
        return NOTHING
    return f"US$ {number(value, 2)}" if language() == "nl" else f"${number(value, 2)}"


def money_in_text(value: int | float | Decimal | None) -> str:
    """The same inside a sentence: two dollar signs in one text would be read as a formula between them."""
    return money(value).replace("$", "\\$")


def part(value: Decimal | None) -> PartOfMoney | None:
    """A part of a charge for a table: fractions of a cent, which only the whole run is rounded to; nothing where there is none."""
    return PartOfMoney(value) if value else None


def amount(value: Decimal | None) -> Money | None:
    """An amount for a table."""
    return None if value is None else Money(value)


def percent(share: float) -> str:
    """A share of one, rounded down so that 100 % means all."""
    return f"{int(share * 100)}%"


def day(value: date | datetime | None) -> str:
    """25 Nov 2026."""
    if value is None:
        return NOTHING
    shown = local(value) if isinstance(value, datetime) else value
    return f"{shown.day} {_month(shown.month)} {shown.year}"


def moment(value: Moment) -> str:
    """25 Nov 2026, 07:00 and the name of the zone, for a moment that stands alone."""
    if value is None:
        return NOTHING
    shown = local(value)
    return f"{shown.day} {_month(shown.month)} {shown.year}, {shown:%H:%M} {shown.tzname()}"


def short(value: Moment) -> str:
    """25 Nov 07:00:09, for tables whose heading names the zone."""
    if value is None:
        return NOTHING
    shown = local(value)
    year = "" if shown.year == local(now()).year else f" {shown.year}"
    return f"{shown.day} {_month(shown.month)}{year} {shown:%H:%M:%S}"


def zone_label() -> str:
    """The zone as it stands in the heading of a table."""
    return f"{zone_name()} ({local(now()):UTC%z})"


def date_pattern() -> str:
    """How a date is written in a field, as Streamlit wants it said."""
    if language() == "nl":
        return "DD-MM-YYYY"
    return "MM/DD/YYYY" if str(getattr(st.context, "locale", None) or "").upper().endswith("-US") else "DD/MM/YYYY"


def ago(value: Moment) -> str:
    """3 minutes ago; in 2 days for what is to come."""
    if value is None:
        return t("time.never")
    aware = value if value.tzinfo else value.replace(tzinfo=UTC)
    passed = now() - aware
    if abs(passed) < timedelta(seconds=10):
        return t("time.now")
    return t("time.ago" if passed > timedelta(0) else "time.ahead", span=span(abs(passed), 1))


def span(length: timedelta | float | None, units: int = 2) -> str:
    """A length of time in its largest units: 1 h 20 min."""
    if length is None:
        return NOTHING
    seconds = int(length.total_seconds() if isinstance(length, timedelta) else length)
    days, rest = divmod(seconds, 86400)
    hours, rest = divmod(rest, 3600)
    minutes, seconds = divmod(rest, 60)
    parts = [(days, "time.days"), (hours, "time.hours"), (minutes, "time.minutes"), (seconds, "time.seconds")]
    first = next((index for index, (count, _) in enumerate(parts) if count), 3)
    kept = parts[first : first + units]
    return " ".join(t(key, n=number(count)) for count, key in kept if count) or t("time.seconds", n="0")


def _month(index: int) -> str:
    return t("time.months").split()[index - 1]
