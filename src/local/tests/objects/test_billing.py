"""Billing events: what is taken, and the texts of refusals."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from typing import Any

import pytest

from local_snowflake.objects.billing import Billing
from local_snowflake.result import SqlError
from local_snowflake.session import Session
from running_snowflake import Snowflake

GOOD: list[Any] = ["RUN", "", 1_700_000_000_000, 1_700_000_000_000, 0.10, "[]", ""]


@pytest.fixture
def session(empty: Snowflake) -> Iterator[Session]:
    yield empty.engine.sessions.open(application="TEST_APP", role=None, extras={"kind": "procedure"})


@pytest.fixture
def billing(empty: Snowflake) -> Billing:
    found = empty.objects.functions.billing
    found.clock = itertools.count(1.0).__next__
    return found


def test_an_event_of_a_procedure_is_kept(empty: Snowflake, session: Session) -> None:
    result = empty.sql("SELECT SYSTEM$CREATE_BILLING_EVENT(?, ?, ?, ?, ?, ?, ?)", *GOOD, session=session)
    assert result.rows == [["Success"]]
    [row] = empty.sql("SELECT class, base_charge, application FROM SNOWFLAKE.LOCAL.BILLING_EVENTS").rows
    assert (row[0], str(row[1]), row[2]) == ("RUN", "0.10", "TEST_APP")


@pytest.mark.parametrize(("place", "value", "name"), [
    (0, "", "CLASS"), (0, "1x", "CLASS"), (0, "a b", "CLASS"), (0, "SNOWFLAKE_X", "CLASS"), (0, "x" * 65, "CLASS"), (1, "a-b", "SUBCLASS"),
    (2, "soon", "START_TIMESTAMP"), (3, None, "TIMESTAMP"), (3, -1, "TIMESTAMP"), (4, 0, "BASE_CHARGE"), (4, -1, "BASE_CHARGE"),
    (4, 0.001, "BASE_CHARGE"), (4, 100_000, "BASE_CHARGE"), (4, "much", "BASE_CHARGE"), (5, "{}", "OBJECTS"), (5, "[", "OBJECTS"),
    (5, json.dumps(["x" * 5000]), "OBJECTS"), (6, "[]", "ADDITIONAL_INFO"),
])
def test_a_wrong_parameter_is_named(billing: Billing, session: Session, place: int, value: Any, name: str) -> None:
    arguments = [*GOOD]
    arguments[place] = value
    assert billing.create_event(session, arguments) == f"Invalid parameter: {name}."


def test_too_long_too_fast_and_from_outside_are_refused(empty: Snowflake, billing: Billing, session: Session) -> None:
    assert billing.create_event(session, [*GOOD[:6], json.dumps({"a": "x" * 9000})]) == "Payload length exceeds the limit of 9000 characters."
    billing.clock = lambda: 7.0
    assert billing.create_event(session, GOOD) == "Success"
    assert billing.create_event(session, GOOD) == "Too many calls. At most 1 call is allowed per 10 millisecond window."
    assert billing.create_event(empty.session(), GOOD) == "Only callable from within an application."


def test_several_events_are_taken_together_or_not_at_all(empty: Snowflake, billing: Billing, session: Session) -> None:
    good = {"class": "RUN", "timestamp": 1_700_000_000_000, "base_charge": 0.05}
    assert billing.create_events(session, [json.dumps([good, {**good, "base_charge": 0}])]) == "Invalid parameter: BASE_CHARGE."
    assert empty.value("SELECT COUNT(*) FROM SNOWFLAKE.LOCAL.BILLING_EVENTS") == 0
    assert billing.create_events(session, [json.dumps([good, good])]) == "Success"
    assert empty.value("SELECT COUNT(*) FROM SNOWFLAKE.LOCAL.BILLING_EVENTS") == 2
    assert billing.create_events(session, ["{}"]) == "Invalid parameter: EVENTS."


def test_trial_and_purchase_can_be_set(empty: Snowflake) -> None:
    assert empty.sql("SELECT SYSTEM$IS_LISTING_TRIAL(), SYSTEM$IS_LISTING_PURCHASED()").rows[0][0] is False
    empty.sql("CALL SYSTEM$LOCAL_SET_LISTING(TRUE, FALSE)")
    assert list(empty.sql("SELECT SYSTEM$IS_LISTING_TRIAL() AS trial, SYSTEM$IS_LISTING_PURCHASED() AS purchased").rows[0]) == [True, False]
    assert empty.value("SELECT SYSTEM$IS_LISTING_TRIAL()") is True


def test_only_account_administrators_see_the_tables_of_the_local_snowflake(empty: Snowflake) -> None:
    with pytest.raises(SqlError, match="Insufficient privileges"):
        empty.sql("SELECT * FROM SNOWFLAKE.LOCAL.BILLING_EVENTS", session=empty.session("PUBLIC"))
