"""What all Python peers read from their environment (src/benchmark/README.md)."""

import json
import os
import sys
from collections.abc import Callable
from typing import TypeVar

URL = os.environ["BENCHMARK_URL"]
TOKEN = os.environ["BENCHMARK_TOKEN"]
DIVISIONS = [int(each) for each in os.environ["BENCHMARK_DIVISIONS"].split(",")]
DATABASE = os.environ["BENCHMARK_DATABASE"]
STATE = os.environ["BENCHMARK_STATE"]
MEMORY = os.environ.get("BENCHMARK_MEMORY", "2GB")
LIMITS = os.environ.get("BENCHMARK_LIMITS") == "1"
COLUMNS = dict(each.split(":") for each in os.environ["BENCHMARK_COLUMNS"].split(","))
SELECT = ",".join(COLUMNS)
PATH = "sync/Financial/TransactionLines"
CURSOR = "Timestamp"

Kind = TypeVar("Kind")


def kind(column: str, number: Kind, double: Kind, boolean: Kind, text: Kind) -> Kind:
    """The peer's own type for a property. Dates and GUIDs stay text, as they come: no peer converts them by itself."""
    edm = COLUMNS[column]
    if edm in ("Edm.Int64", "Edm.Int32", "Edm.Int16", "Edm.Byte"):
        return number
    if edm in ("Edm.Double", "Edm.Decimal"):
        return double
    return boolean if edm == "Edm.Boolean" else text


def report(rows: int, note: str = "") -> None:
    """The last line of an engine."""
    sys.stdout.flush()
    print(json.dumps({"rows": rows, **({"note": note} if note else {})}), flush=True)


def quietly(work: Callable[[], int]) -> None:
    """Runs the work with everything that it prints on standard error, so that the last line is ours."""
    kept = os.dup(1)
    os.dup2(2, 1)
    rows = work()
    sys.stdout.flush()
    os.dup2(kept, 1)
    report(rows)
