"""How long each page takes with 300 administrations, 58 endpoints and 10,000 runs. Prints; asserts nothing, since machines differ.

PYTHONPATH=scripts:src/local:src/endtoend:src/pages:streamlit .venv/bin/python src/pages/speed.py
"""

import json
import logging
import tempfile
import time
from pathlib import Path

from paging.pages import NAMES, visit
from snowflake.snowpark.context import get_active_session
from support.installation import Installation

DIVISIONS, RUNS = 300, 10_000
NUMBERS = "(SELECT value::NUMBER AS n FROM TABLE(FLATTEN(PARSE_JSON(?))))"
FILL = (
    (1, "INSERT INTO state.connections (connection_key, name, site, client_id, redirect_uri, daily_calls, status, token_generation, created_at)"
        f" SELECT 'k', 'books', 'nl', 'id', 'https://localhost', 20000, 'CONNECTED', 1, CURRENT_TIMESTAMP() FROM {NUMBERS}"),
    (DIVISIONS, "INSERT INTO state.divisions (connection, division, name, status, deleted_position)"
                f" SELECT 'books', n, 'Administration ' || n, 'ACTIVE', 0 FROM {NUMBERS}"),
    (1, "INSERT INTO state.configurations (configuration_key, name, connection, target_database, target_schema, create_target, mark_deletions,"
        " reconcile, created_at, updated_at) SELECT 'c', 'accounting', 'books', 'ACCOUNTING', 'EXACT_ONLINE', TRUE, FALSE, 'daily',"
        f" CURRENT_TIMESTAMP(), CURRENT_TIMESTAMP() FROM {NUMBERS}"),
    (DIVISIONS, "INSERT INTO state.cursors (configuration, division, endpoint, deletion_position, last_success_at, row_count, updated_at)"
                f" SELECT 'accounting', n, endpoint, 0, CURRENT_TIMESTAMP(), 5000, CURRENT_TIMESTAMP() FROM {NUMBERS} CROSS JOIN state.endpoints"),
    (RUNS, "INSERT INTO state.runs (run_id, configuration, connection, triggered_by, mode, reload, status, queued_at, started_at, ended_at,"
           " cancel_requested, rows_fetched, api_calls, steps_succeeded) SELECT 'run-' || n, 'accounting', 'books', 'user', 'incremental', FALSE,"
           " 'SUCCEEDED', DATEADD('minute', -10 * n, CURRENT_TIMESTAMP()), DATEADD('minute', -10 * n, CURRENT_TIMESTAMP()),"
           f" DATEADD('minute', 5 - 10 * n, CURRENT_TIMESTAMP()), FALSE, 1000, 17400, 17400 FROM {NUMBERS}"),
    (DIVISIONS, "INSERT INTO state.run_steps (run_id, division, endpoint, status, strategy, rows_fetched, rows_inserted, rows_updated,"
                " rows_deleted, rows_unchanged, rows_not_charged, api_calls) SELECT 'run-0', n, endpoint, 'SUCCEEDED', strategy, 10, 5, 5, 0, 0, 0, 1"
                f" FROM {NUMBERS} CROSS JOIN state.endpoints"),
)  # fmt: skip


def main() -> None:
    """Fills an installation with what years and an accountant's office would leave, and turns every page twice."""
    logging.disable(logging.WARNING)
    with tempfile.TemporaryDirectory() as folder:
        installation = Installation(Path(folder) / "data")
        installation.install()
        try:
            with visit(installation) as pages:
                for count, statement in FILL:
                    get_active_session().sql(statement, params=[json.dumps(list(range(count)))]).collect()
                for name, state in (*((name, {}) for name in NAMES), ("history", {"run": "run-0"})):
                    pages.open(name, **state)
                    began = time.monotonic()
                    pages.open(name, **state)
                    print(f"{name + (' of one run' if state else ''):<20} {time.monotonic() - began:5.2f} s", flush=True)
        finally:
            installation.stop()


if __name__ == "__main__":
    main()
