"""PyAirbyte: a declarative manifest, in process, into its DuckDB cache.

Settings, and why:
- concurrency: as many partitions side by side as there are divisions, at most 10 (low-code reference, "ConcurrencyLevel").
- `DatetimeBasedCursor` in epoch milliseconds, which a row version resembles: the CDK refuses a counting cursor
  (IncrementingCountCursor) together with a partition router.
- `skip_validation`: the check call is not part of the job.
- PyAirbyte 0.71.3 never gives an in-process manifest source its saved state (upstream pull requests 1146 and 1164, open), so
  that each run reads everything. `run.py fixed` repairs that from outside; `run.py released` leaves the release as it is.
- With limits on: `HTTPAPIBudget` with the limit of a minute for each division's path, as the low-code reference has it.
"""

import os
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ.update({"DO_NOT_TRACK": "1", "AIRBYTE_OFFLINE_MODE": "1", "AIRBYTE_NO_UI": "1"})
from common import COLUMNS, CURSOR, DATABASE, DIVISIONS, LIMITS, PATH, SELECT, STATE, TOKEN, URL, kind, quietly  # noqa: E402

CONCURRENCY = min(10, max(2, len(DIVISIONS)))
NEXT = "response.get('d', {}).get('__next', '')"


def stream() -> dict[str, Any]:
    types = {name: {"type": ["null", kind(name, "integer", "number", "boolean", "string")]} for name in COLUMNS}
    schema = {"$schema": "http://json-schema.org/draft-07/schema#", "type": "object", "additionalProperties": True, "properties": types}
    return {
        "type": "DeclarativeStream",
        "name": "transaction_lines",
        "primary_key": ["Division", "ID"],
        "schema_loader": {"type": "InlineSchemaLoader", "schema": schema},
        "incremental_sync": {
            "type": "DatetimeBasedCursor",
            "cursor_field": CURSOR,
            "datetime_format": "%ms",
            "cursor_datetime_formats": ["%ms"],
            "start_datetime": {"type": "MinMaxDatetime", "datetime": "1", "datetime_format": "%ms"},
        },
        "retriever": {
            "type": "SimpleRetriever",
            "requester": {
                "type": "HttpRequester",
                "url_base": f"{URL}/api/v1/",
                "http_method": "GET",
                "path": "{{ stream_partition.division }}/" + PATH,
                "authenticator": {"type": "BearerAuthenticator", "api_token": "{{ config['api_token'] }}"},
                "request_headers": {"Accept": "application/json"},
                "request_parameters": {"$select": SELECT, "$filter": "Timestamp gt {{ stream_interval.start_time }}L"},
            },
            "record_selector": {"type": "RecordSelector", "extractor": {"type": "DpathExtractor", "field_path": ["d", "results"]}},
            "paginator": {
                "type": "DefaultPaginator",
                "page_token_option": {"type": "RequestPath"},
                "pagination_strategy": {
                    "type": "CursorPagination",
                    "cursor_value": "{{ " + NEXT + " }}",
                    "stop_condition": "{{ not " + NEXT + " }}",
                },
            },
            "partition_router": {"type": "ListPartitionRouter", "cursor_field": "division", "values": [str(each) for each in DIVISIONS]},
        },
    }


def manifest() -> dict[str, Any]:
    secret = {"api_token": {"type": "string", "airbyte_secret": True}}
    whole = {
        "version": "6.0.0",
        "type": "DeclarativeSource",
        "check": {"type": "CheckStream", "stream_names": ["transaction_lines"]},
        "streams": [stream()],
        "concurrency_level": {"type": "ConcurrencyLevel", "default_concurrency": CONCURRENCY, "max_concurrency": CONCURRENCY},
        "spec": {
            "type": "Spec",
            "connection_specification": {
                "type": "object", "$schema": "http://json-schema.org/draft-07/schema#", "required": ["api_token"], "properties": secret,
            },
        },
    }  # fmt: skip
    if LIMITS:
        limit = int(os.environ["BENCHMARK_PER_MINUTE"])
        policies = [{
            "type": "MovingWindowCallRatePolicy", "rates": [{"type": "Rate", "limit": limit, "interval": "PT1M"}],
            "matchers": [{"type": "HttpRequestRegexMatcher", "method": "GET", "url_path_pattern": f"/{each}/"}],
        } for each in DIVISIONS]  # fmt: skip
        whole["api_budget"] = {"type": "HTTPAPIBudget", "policies": policies}
    return whole


def repair() -> None:
    """Hands state and catalog to the in-process source: what the open upstream pull requests do."""
    from airbyte._executors import declarative
    from airbyte_cdk.entrypoint import AirbyteEntrypoint
    from airbyte_cdk.sources.declarative.concurrent_declarative_source import ConcurrentDeclarativeSource

    def execute(self: Any, arguments: list[str], *, stdin: Any = None, suppress_stderr: bool = False) -> Any:
        def given(option: str, read: Any) -> Any:
            return read(arguments[arguments.index(option) + 1]) if option in arguments else None

        source = ConcurrentDeclarativeSource(
            config={**self._config_dict, **self._config_from_args(arguments)},
            source_config=self._manifest_dict,
            catalog=given("--catalog", ConcurrentDeclarativeSource.read_catalog),
            state=given("--state", ConcurrentDeclarativeSource.read_state),
        )
        entry = AirbyteEntrypoint(source)
        yield from entry.run(entry.parse_args(self.map_cli_args(arguments)))

    declarative.DeclarativeExecutor.execute = execute


def work() -> int:
    import airbyte
    from airbyte.caches import DuckDBCache

    if sys.argv[1:] != ["released"]:
        repair()
    source = airbyte.get_source("source-exact", config={"api_token": TOKEN}, source_manifest=manifest(), streams="*")
    cache = DuckDBCache(db_path=DATABASE, schema_name="ex", cache_dir=Path(STATE) / "cache", cleanup=True)
    return source.read(cache=cache, skip_validation=True).processed_records


if __name__ == "__main__":
    quietly(work)
