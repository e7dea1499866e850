"""Billing events: the checks and answers of SYSTEM$CREATE_BILLING_EVENT and SYSTEM$CREATE_BILLING_EVENTS.

The answers are values, not errors, as in Snowflake. Accepted events are kept in SNOWFLAKE.LOCAL.BILLING_EVENTS.
"""

from __future__ import annotations

import decimal
import json
import re
import threading
import time
import uuid
from typing import Any, Callable

from local_snowflake.objects.registry import now
from local_snowflake.session import Session

NAMES = ("class", "subclass", "start_timestamp", "timestamp", "base_charge", "objects", "additional_info")
EVENT_COLUMNS = ("EVENT_ID", "APPLICATION", "CLASS", "SUBCLASS", "START_TIMESTAMP", "TIMESTAMP", "BASE_CHARGE", "OBJECTS",
                 "ADDITIONAL_INFO", "CREATED_ON")
TABLE = """CREATE TABLE IF NOT EXISTS _local.billing_events (
    event_id VARCHAR, application VARCHAR, class VARCHAR, subclass VARCHAR, start_timestamp BIGINT, timestamp BIGINT,
    base_charge DECIMAL(9, 2), objects VARCHAR, additional_info VARCHAR, created_on TIMESTAMPTZ)"""
_WINDOW_SECONDS = 0.010
_MAXIMUM_CHARACTERS = 9000
_MAXIMUM_BYTES = 4096
_MAXIMUM_EVENTS = 100


class Billing:
    """Takes billing events of applications."""

    def __init__(self, engine: Any) -> None:
        self._engine = engine
        self._lock = threading.Lock()
        self._last = -1.0
        self.clock: Callable[[], float] = time.monotonic

    def create_event(self, session: Session, arguments: list[Any]) -> str:
        """SYSTEM$CREATE_BILLING_EVENT: Snowflake's answer."""
        if len(arguments) > len(NAMES):
            return "Invalid parameter: ARGUMENTS."
        event = dict(zip(NAMES, [*arguments, *([None] * (len(NAMES) - len(arguments)))]))
        return self._take(session, [event], sum(len(str(value)) for value in arguments if value is not None))

    def create_events(self, session: Session, arguments: list[Any]) -> str:
        """SYSTEM$CREATE_BILLING_EVENTS: Snowflake's answer; all events are taken or none."""
        text = str(arguments[0]) if arguments else ""
        try:
            events = json.loads(text, parse_float=decimal.Decimal)
        except ValueError:
            return "Invalid parameter: EVENTS."
        if not isinstance(events, list) or not 0 < len(events) <= _MAXIMUM_EVENTS or not all(isinstance(event, dict) for event in events):
            return "Invalid parameter: EVENTS."
        return self._take(session, events, len(text))

    def _take(self, session: Session, events: list[dict[str, Any]], characters: int) -> str:
        if not session.application or session.extras.get("kind") != "procedure":
            return "Only callable from within an application."
        if characters > _MAXIMUM_CHARACTERS:
            return f"Payload length exceeds the limit of {_MAXIMUM_CHARACTERS} characters."
        for event in events:
            wrong = _wrong_parameter(event)
            if wrong:
                return f"Invalid parameter: {wrong.upper()}."
        with self._lock:
            moment = self.clock()
            if moment - self._last < _WINDOW_SECONDS:
                return "Too many calls. At most 1 call is allowed per 10 millisecond window."
            self._last = moment
            for event in events:
                self._engine.system_execute("INSERT INTO _local.billing_events VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", [
                    str(uuid.uuid4()), session.application, str(event["class"]).upper(), _upper(event.get("subclass")),
                    _number(event.get("start_timestamp")) or _number(event["timestamp"]), _number(event["timestamp"]),
                    decimal.Decimal(str(event["base_charge"])), event.get("objects"), event.get("additional_info"), now()])
        return "Success"


def _wrong_parameter(event: dict[str, Any]) -> str | None:
    """The first parameter of an event that is not as it must be."""
    if not _is_name(event.get("class")) or str(event["class"]).upper().startswith("SNOWFLAKE_"):
        return "class"
    if not _is_empty(event.get("subclass")) and not _is_name(event["subclass"]):
        return "subclass"
    if not _is_empty(event.get("start_timestamp")) and _number(event["start_timestamp"]) is None:
        return "start_timestamp"
    if _number(event.get("timestamp")) is None:
        return "timestamp"
    if not _is_charge(event.get("base_charge")):
        return "base_charge"
    for name, kind in (("objects", list), ("additional_info", dict)):
        value = event.get(name)
        if not _is_empty(value) and not _is_json(value, kind):
            return name
    return None


def _is_empty(value: Any) -> bool:
    return value is None or value == ""


def _is_name(value: Any) -> bool:
    return isinstance(value, str) and len(value) <= 64 and re.fullmatch(r"[A-Za-z_][A-Za-z0-9_$]*", value) is not None


def _is_charge(value: Any) -> bool:
    try:
        charge = decimal.Decimal(str(value))
    except decimal.InvalidOperation:
        return False
    return charge.is_finite() and 0 < charge < decimal.Decimal("99999.99") and charge == round(charge, 2)


def _is_json(value: Any, kind: type) -> bool:
    if isinstance(value, kind):
        return True
    try:
        return isinstance(value, str) and len(value.encode()) <= _MAXIMUM_BYTES and isinstance(json.loads(value), kind)
    except ValueError:
        return False


def _number(value: Any) -> int | None:
    try:
        number = decimal.Decimal(str(value))
    except decimal.InvalidOperation:
        return None
    return int(number) if number.is_finite() and number == number.to_integral_value() and number > 0 else None


def _upper(value: Any) -> str | None:
    return None if _is_empty(value) else str(value).upper()
