"""Is what Snowflake holds what Exact Online holds? Row by row, column by column, with nothing in between that could round."""

import base64
import json
from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from decimal import ROUND_HALF_EVEN, Context, Decimal
from functools import cache
from typing import Any

from project.places import PROJECT

from support.exact import Exact
from support.installation import Installation

TARGET = "ACCOUNTING.EXACT_ONLINE"
CATALOGUE = PROJECT / "src" / "main" / "resources" / "catalogue"
EXACTLY = Context(prec=60, rounding=ROUND_HALF_EVEN)
TWELVE = Decimal("1e-12")


@cache
def endpoints() -> tuple[dict[str, Any], ...]:
    return tuple(json.loads((CATALOGUE / "endpoints.json").read_text()))


@cache
def _types(endpoint: str) -> dict[str, str]:
    collections = json.loads((CATALOGUE / "catalogue.json").read_text())
    uri = next(each["primaryUri"] for each in endpoints() if each["id"] == endpoint)
    return {each["name"].upper(): each["type"] for each in collections[uri]["properties"]}


def differences(installation: Installation, exact: Exact, divisions: Iterable[int], only: Iterable[str] = (), target: str = TARGET,
                rows: str = "SELECT * FROM {table}") -> list[str]:  # fmt: skip
    """Everything in which tables and truth differ, some of it per table; empty when they are equal. `rows` selects those that count."""
    found = []
    wanted = set(only)
    for endpoint in endpoints():
        if not wanted or endpoint["id"] in wanted:
            found += _table_differences(installation, exact, endpoint, list(divisions), rows.format(table=f"{target}.{endpoint['table']}"))
    return found


def _table_differences(
    installation: Installation, exact: Exact, endpoint: dict[str, Any], divisions: list[int], statement: str
) -> list[str]:
    rows = installation.query(statement)
    found = []
    for division in sorted({int(row["_DIVISION"]) for row in rows} | set(divisions)):
        # The table DELETED is a log: it keeps what Exact Online no longer shows.
        truth = exact.truth(division, endpoint["id"], shown=endpoint["id"] == "deleted") if division in divisions else []
        expected = [{name.upper(): _expected(endpoint["id"], name, value) for name, value in row.items()} for row in truth]
        actual = [
            {name: _actual(value) for name, value in row.items() if not name.startswith("_")}
            for row in rows
            if int(row["_DIVISION"]) == division
        ]
        found += [f"{endpoint['table']} in {division}: {text}" for text in _compare(expected, actual)]
    return found


def _compare(expected: list[dict[str, Any]], actual: list[dict[str, Any]]) -> list[str]:
    found = []
    columns = {name for row in expected for name in row} | {name for row in actual for name in row}
    if expected and actual and set(expected[0]) != set(actual[0]):
        found.append(f"columns differ: {sorted(set(expected[0]) ^ set(actual[0]))}")
    order = sorted(columns)
    wanted = Counter(tuple(row.get(name) for name in order) for row in expected)
    there = Counter(tuple(row.get(name) for name in order) for row in actual)
    missing, surplus = list((wanted - there).elements()), list((there - wanted).elements())
    if len(expected) != len(actual):
        found.append(f"{len(expected)} rows at Exact, {len(actual)} here")
    if len(missing) == len(surplus) and missing:
        found.append(f"{len(missing)} rows differ, for example in {_first_difference(order, missing, surplus)}")
    else:
        found += [f"missing: {_short(order, row)}" for row in missing[:2]] + [f"too much: {_short(order, row)}" for row in surplus[:2]]
    return found


def _first_difference(order: list[str], missing: list[tuple], surplus: list[tuple]) -> str:
    best = min(surplus, key=lambda row: sum(a != b for a, b in zip(row, missing[0])))
    pairs = [f"{name}: {a!r} at Exact, {b!r} here" for name, a, b in zip(order, missing[0], best) if a != b]
    return "; ".join(pairs[:3])


def _short(order: list[str], row: tuple) -> str:
    named = dict(zip(order, row))
    return str(
        {name: named[name] for name in order if name in ("ID", "TIMESTAMP", "CODE", "ENTRYID", "ENTITYKEY") and named[name] is not None}
    )


def _expected(endpoint: str, name: str, value: Any) -> Any:
    """A value of the truth as its column must hold it (design: types of the target tables)."""
    kind = _types(endpoint).get(name.upper(), "")
    if value is None:
        return None
    if kind in ("Edm.Double", "Edm.Decimal"):
        return _number(Decimal(value))
    if kind == "Edm.DateTime":
        return datetime.fromisoformat(value)
    if kind == "Edm.Binary":
        return base64.b64decode(value)
    return _number(Decimal(value)) if isinstance(value, (int, Decimal)) and not isinstance(value, bool) else value


def _actual(value: Any) -> Any:
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, (bytes, bytearray)):
        return bytes(value)
    return _number(Decimal(value)) if isinstance(value, (int, Decimal)) else value


def _number(value: Decimal) -> Decimal:
    """At most twelve decimals, half-even, one form per value (1.0 is 1)."""
    if value.as_tuple().exponent < -12:
        value = value.quantize(TWELVE, context=EXACTLY)
    return value.normalize(EXACTLY) + 0
