"""dlt. `run.py rest`: its REST source, as documented; `run.py arrow`: a hand-written resource that yields Arrow tables.

Settings, and where dlt's documentation advises them:
- loader files in parquet, not INSERT statements (destinations/duckdb, "Supported file formats").
- `parallelized=True` on the source, so that divisions are fetched side by side (reference/performance, "Parallelism"). On a
  single resource it has no effect in 1.31.
- merge with a primary key, strategy delete-insert: the default for DuckDB (general-usage/merge-loading).
- a map step that turns Timestamp into a number: Exact sends Int64 as text, and as text "99999" is above "100001".
- `range_start="open"`: the row of the last cursor is not fetched again (general-usage/incremental/cursor).
- DuckDB's memory limit through the destination's own `pragmas`/config (destinations/duckdb, "Additional configuration").
"""

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ.setdefault("RUNTIME__DLTHUB_TELEMETRY", "false")
from common import COLUMNS, CURSOR, DATABASE, DIVISIONS, LIMITS, MEMORY, PATH, SELECT, STATE, TOKEN, URL, kind, quietly  # noqa: E402

if LIMITS:
    # reference/performance, "Using the built-in requests wrapper": more patience where the server limits calls.
    os.environ.setdefault("RUNTIME__REQUEST_MAX_ATTEMPTS", "10")

import dlt  # noqa: E402
from dlt.sources.helpers.rest_client import RESTClient  # noqa: E402
from dlt.sources.helpers.rest_client.auth import BearerTokenAuth  # noqa: E402
from dlt.sources.rest_api import rest_api_source  # noqa: E402

API = f"{URL}/api/v1/"
WRITE = {"disposition": "merge", "strategy": "delete-insert"}


def prepared(row: dict[str, Any]) -> dict[str, Any]:
    row[CURSOR] = int(row[CURSOR])
    row.pop("__metadata", None)
    return row


def rest() -> Any:
    hints = {name: {"data_type": kind(name, "bigint", "double", "bool", "text")} for name in COLUMNS}
    return rest_api_source({
        "client": {"base_url": API, "auth": {"type": "bearer", "token": TOKEN}, "headers": {"Accept": "application/json"},
                   "paginator": {"type": "json_link", "next_url_path": "d.__next"}},
        "resource_defaults": {"primary_key": ["Division", "ID"], "write_disposition": WRITE},
        "resources": [{
            "name": f"lines_{division}", "table_name": "transaction_lines", "columns": hints, "max_table_nesting": 0,
            "endpoint": {
                "path": f"{division}/{PATH}", "data_selector": "d.results",
                "params": {"$select": SELECT, "$filter": "Timestamp gt {incremental.start_value}L"},
                "incremental": {"cursor_path": CURSOR, "initial_value": 1, "range_start": "open"}},
            "processing_steps": [{"map": prepared}],
        } for division in DIVISIONS],
    }, name="exact", parallelized=True)  # fmt: skip


def arrow() -> Any:
    import orjson
    import pyarrow

    schema = pyarrow.schema([(name, kind(name, pyarrow.int64(), pyarrow.float64(), pyarrow.bool_(), pyarrow.string())) for name in COLUMNS])

    def one(division: int) -> Any:
        @dlt.resource(
            name=f"lines_{division}", table_name="transaction_lines", primary_key=["Division", "ID"],
            write_disposition=WRITE, parallelized=True,
        )  # fmt: skip
        def lines(cursor=dlt.sources.incremental(CURSOR, initial_value=1, range_start="open")) -> Iterator[Any]:  # noqa: B008
            client = RESTClient(API, auth=BearerTokenAuth(TOKEN), headers={"Accept": "application/json"})
            link: str | None = f"{division}/{PATH}"
            parameters: dict[str, str] | None = {"$select": SELECT, "$filter": f"Timestamp gt {cursor.last_value}L"}
            while link:
                page = orjson.loads(client.get(link, params=parameters).content)["d"]
                for row in page["results"]:
                    row[CURSOR] = int(row[CURSOR])
                if page["results"]:
                    yield pyarrow.Table.from_pylist(page["results"], schema=schema)
                link, parameters = page.get("__next"), None

        return lines

    @dlt.source(name="exact")
    def source() -> Any:
        return [one(division) for division in DIVISIONS]

    return source()


def work() -> int:
    import duckdb

    connection = duckdb.connect(DATABASE, config={"memory_limit": MEMORY})
    destination = dlt.destinations.duckdb(connection)
    pipeline = dlt.pipeline("exact", pipelines_dir=STATE, destination=destination, dataset_name="ex")
    information = pipeline.run(rest() if sys.argv[1] == "rest" else arrow(), loader_file_format="parquet")
    information.raise_on_failed_jobs()
    counted = pipeline.last_trace.last_normalize_info
    connection.close()
    return counted.row_counts.get("transaction_lines", 0) if counted else 0


if __name__ == "__main__":
    quietly(work)
