"""When a task runs: every so often, or by a cron line in a time zone."""

from __future__ import annotations

import datetime
import re
import zoneinfo

from croniter import croniter

from local_snowflake.result import SqlError

_UNITS = {"SECOND": 1, "SECONDS": 1, "S": 1, "MINUTE": 60, "MINUTES": 60, "M": 60, "HOUR": 3600, "HOURS": 3600, "H": 3600}
_MINIMUM_SECONDS = 10
_MAXIMUM_SECONDS = 11520 * 60


def check_schedule(text: str) -> None:
    """SqlError unless the text is a schedule."""
    next_run(text, datetime.datetime.now(datetime.timezone.utc))


def next_run(text: str, after: datetime.datetime) -> datetime.datetime:
    """The first run after a moment (aware, answered in UTC). An interval counts from that moment."""
    if cron := re.fullmatch(r"(?i)\s*USING\s+CRON\s+((?:\S+\s+){4}\S+)\s+(\S+)\s*", text):
        return _next_cron(cron[1], cron[2], after)
    interval = re.fullmatch(r"(?i)\s*(\d+)\s*([A-Z]+)\s*", text)
    if interval is None or interval[2].upper() not in _UNITS:
        raise SqlError(f"SQL compilation error:\ninvalid value '{text}' for property 'SCHEDULE'", 1008, "22023")
    seconds = int(interval[1]) * _UNITS[interval[2].upper()]
    if not _MINIMUM_SECONDS <= seconds <= _MAXIMUM_SECONDS:
        raise SqlError(f"SQL compilation error:\ninvalid value '{text}' for property 'SCHEDULE': an interval lies between 10 seconds and "
                       "11520 minutes", 1008, "22023")
    return after.astimezone(datetime.timezone.utc) + datetime.timedelta(seconds=seconds)


def _next_cron(fields: str, zone: str, after: datetime.datetime) -> datetime.datetime:
    try:
        local = after.astimezone(zoneinfo.ZoneInfo(zone))
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        raise SqlError(f"SQL compilation error:\ninvalid time zone '{zone}' in SCHEDULE", 1008, "22023") from None
    try:
        # Snowflake writes the last weekday of a month as 5L, croniter as L5
        fields = re.sub(r"\b([0-7])L\b", r"L\1", fields)
        found = croniter(fields, local).get_next(datetime.datetime)
    except (ValueError, KeyError):
        raise SqlError(f"SQL compilation error:\ninvalid cron expression '{fields}' in SCHEDULE", 1008, "22023") from None
    return found.astimezone(datetime.timezone.utc)
