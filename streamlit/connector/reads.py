"""What the pages read: the contract's views, each list paged in SQL."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from connector.calls import Row, one, query

PAGE = 20


def installation() -> Row:
    """Name, moment of installation, and whether this is a trial."""
    return one(
        "SELECT CURRENT_DATABASE() AS application, CURRENT_VERSION() AS snowflake, installed_at, state_version,"
        " SYSTEM$IS_LISTING_TRIAL() OR NOT SYSTEM$IS_LISTING_PURCHASED() AS trial FROM core.installation"
    )


def specifications() -> list[Row]:
    """The accesses that an administrator approves, names in lower case."""
    return [{name.lower(): value for name, value in row.items()} for row in query("SHOW SPECIFICATIONS")]


# ---- Connections and administrations


def connections() -> list[Row]:
    """Every connection with the number of its administrations and what its configurations are called."""
    return query(
        "SELECT c.*, d.divisions, d.divisions_open, f.configurations FROM core.connections AS c"
        " LEFT JOIN (SELECT connection, COUNT(*) AS divisions, COUNT_IF(status = 'ACTIVE') AS divisions_open"
        "   FROM core.divisions GROUP BY connection) AS d ON d.connection = c.connection"
        " LEFT JOIN (SELECT connection, COUNT(*) AS configurations FROM core.configurations GROUP BY connection) AS f"
        "   ON f.connection = c.connection ORDER BY c.connection"
    )


def divisions(connection: str) -> list[Row]:
    """The administrations of a connection."""
    return query(
        "SELECT division, name, status, moved_at, last_success_at FROM core.divisions WHERE connection = ? ORDER BY name", connection
    )


# ---- Configurations


def configurations() -> list[Row]:
    """Every configuration with its last run, and the one that is going on."""
    return query(
        "SELECT f.*, r.run_id, r.status, r.started_at, r.ended_at, r.queued_at FROM core.configurations AS f"
        " LEFT JOIN (SELECT configuration, run_id, status, started_at, ended_at, queued_at FROM core.runs"
        "   QUALIFY ROW_NUMBER() OVER (PARTITION BY configuration ORDER BY ended_at IS NOT NULL, queued_at DESC) = 1) AS r"
        " ON r.configuration = f.configuration ORDER BY f.configuration"
    )


def configuration(name: str) -> Row:
    """One configuration."""
    return one("SELECT * FROM core.configurations WHERE configuration = ?", name)


def tables(name: str) -> list[Row]:
    """The tables of a configuration that hold rows."""
    return query(
        "SELECT e.table_name, e.endpoint, SUM(f.row_count) AS row_count FROM core.freshness AS f"
        " JOIN core.endpoints AS e ON e.endpoint = f.endpoint WHERE f.configuration = ? AND f.last_success_at IS NOT NULL"
        " GROUP BY e.table_name, e.endpoint ORDER BY e.table_name",
        name,
    )


def preview(database: str, schema: str, table: str) -> list[Row]:
    """The first rows of a loaded table; the name is bound, quoted part by part."""
    return query("SELECT * FROM IDENTIFIER(?) LIMIT 50", quoted(database, schema, table))


def quoted(*parts: str) -> str:
    """A name as SQL text, quoted part by part."""
    return ".".join('"' + part.replace('"', '""') + '"' for part in parts)


# ---- Endpoints


def endpoints() -> list[Row]:
    """The catalogue of this version."""
    return query("SELECT * FROM core.endpoints")


def sizes(connection: str, divisions_chosen: list[int] | None) -> list[Row]:
    """Per endpoint what is known of the rows at Exact Online, and the calls to fetch them all, in the administrations chosen.

    Known is what any configuration of the connection has loaded; where nothing is, every administration costs one call at least.
    """
    return query(
        "WITH chosen AS (SELECT division FROM core.divisions WHERE connection = ? AND status = 'ACTIVE'"
        "   AND (? IS NULL OR division IN (SELECT value::NUMBER FROM TABLE(FLATTEN(PARSE_JSON(?)))))),"
        " known AS (SELECT f.endpoint, f.division, MAX(f.row_count) AS row_count FROM core.freshness AS f"
        "   JOIN core.configurations AS c ON c.configuration = f.configuration"
        "   WHERE c.connection = ? AND f.last_success_at IS NOT NULL GROUP BY f.endpoint, f.division)"
        " SELECT e.endpoint, COUNT(d.division) AS divisions, COUNT(k.division) AS divisions_known,"
        "   COALESCE(SUM(k.row_count), 0) AS row_count,"
        "   SUM(CASE WHEN d.division IS NULL THEN 0 ELSE GREATEST(1, CEIL(COALESCE(k.row_count, 0) / e.page_size)) END) AS calls,"
        "   MAX(CASE WHEN d.division IS NULL THEN 0 ELSE GREATEST(1, CEIL(COALESCE(k.row_count, 0) / e.page_size)) END) AS calls_most"
        " FROM core.endpoints AS e LEFT JOIN chosen AS d ON TRUE"
        " LEFT JOIN known AS k ON k.endpoint = e.endpoint AND k.division = d.division GROUP BY e.endpoint",
        connection,
        None if divisions_chosen is None else 1,
        json.dumps(divisions_chosen or []),
        connection,
    )


# ---- Schedules


def schedules() -> list[Row]:
    """Every schedule with the last run that it made."""
    return query(
        "SELECT s.*, r.run_id, r.status AS run_status, r.queued_at AS last_at FROM core.schedules AS s"
        " LEFT JOIN (SELECT triggered_by, run_id, status, queued_at FROM core.runs"
        "   QUALIFY ROW_NUMBER() OVER (PARTITION BY triggered_by ORDER BY queued_at DESC) = 1) AS r"
        " ON r.triggered_by = 'schedule:' || s.schedule ORDER BY s.schedule"
    )


def schedule(name: str) -> Row:
    """One schedule."""
    return one("SELECT * FROM core.schedules WHERE schedule = ?", name)


def calls_of_a_run(name: str, mode: str, endpoints_chosen: list[str] | None) -> Row:
    """What a run of a configuration costs in calls, in its busiest administration and in all: as the last complete run did."""
    return one(
        "WITH last AS (SELECT run_id FROM core.runs WHERE configuration = ? AND mode = ? AND status IN ('SUCCEEDED', 'PARTIAL')"
        "   ORDER BY ended_at DESC LIMIT 1),"
        " spent AS (SELECT s.division, SUM(s.api_calls) AS calls FROM core.run_steps AS s JOIN last ON last.run_id = s.run_id"
        "   WHERE (? IS NULL OR s.endpoint IN (SELECT value::VARCHAR FROM TABLE(FLATTEN(PARSE_JSON(?))))) GROUP BY s.division)"
        " SELECT MAX(calls) AS calls_most, SUM(calls) AS calls_all, COUNT(*) AS divisions FROM spent",
        name,
        mode,
        None if endpoints_chosen is None else 1,
        json.dumps(endpoints_chosen or []),
    )


def limits(connection: str) -> Row:
    """Calls a day: what Exact Online last told of a division, and what the contract allows over all."""
    return one(
        "SELECT MAX(c.daily_calls) AS daily_calls, MIN(a.limit_per_day) AS limit_per_day FROM core.connections AS c"
        " LEFT JOIN core.api_calls AS a ON a.connection = c.connection AND a.division <> 0 AND a.day >= DATEADD('day', -7, CURRENT_DATE())"
        " WHERE c.connection = ?",
        connection,
    )


# ---- Runs

_RUN_FILTER = (
    " FROM core.runs WHERE (? IS NULL OR configuration = ?) AND (? IS NULL OR status = ?)"
    " AND (? IS NULL OR triggered_by LIKE ? || '%') AND (? IS NULL OR queued_at >= CAST(? AS TIMESTAMP_TZ))"
)


def _run_binds(filters: dict[str, Any]) -> list[Any]:
    since = filters.get("since")
    values = [filters.get("configuration"), filters.get("status"), filters.get("trigger"), since.isoformat() if since else None]
    return [bind for value in values for bind in (value, value)]


def runs(filters: dict[str, Any], offset: int = 0, limit: int = PAGE) -> list[Row]:
    """A page of runs, the newest first; TOTAL is the number of all that pass the filters."""
    return query(
        "SELECT *, COUNT(*) OVER () AS total" + _RUN_FILTER + " ORDER BY queued_at DESC, run_id LIMIT ? OFFSET ?",
        *_run_binds(filters), limit, offset,
    )  # fmt: skip


def run(run_id: str) -> Row:
    """One run."""
    return one("SELECT * FROM core.runs WHERE run_id = ?", run_id)


def step_counts(run_id: str) -> Row:
    """How far the steps of a run are."""
    return one(
        "SELECT COUNT(*) AS steps, COUNT_IF(status IN ('SUCCEEDED', 'SKIPPED', 'FAILED', 'CANCELLED')) AS ended,"
        " MAX(CASE WHEN status = 'WAITING' THEN reason END) AS reason FROM core.run_steps WHERE run_id = ?",
        run_id,
    )


def steps_by_endpoint(run_id: str) -> list[Row]:
    """The steps of a run, an endpoint a row."""
    return query(
        "SELECT s.endpoint, MAX(e.table_name) AS table_name, COUNT(*) AS steps, COUNT_IF(s.status = 'SUCCEEDED') AS succeeded,"
        " COUNT_IF(s.status = 'SKIPPED') AS skipped, COUNT_IF(s.status = 'FAILED') AS failed, COUNT_IF(s.status = 'WAITING') AS waiting,"
        " MAX(s.strategy) AS strategy, SUM(q.rows_usd) AS rows_usd,"
        " SUM(s.rows_fetched) AS rows_fetched, SUM(s.rows_inserted) AS rows_inserted, SUM(s.rows_updated) AS rows_updated,"
        " SUM(s.rows_deleted) AS rows_deleted, SUM(s.rows_unchanged) AS rows_unchanged, SUM(s.api_calls) AS api_calls,"
        " MIN(s.started_at) AS started_at, MAX(s.ended_at) AS ended_at, MAX(s.error_code) AS error_code"
        " FROM core.run_steps AS s LEFT JOIN core.endpoints AS e ON e.endpoint = s.endpoint"
        " LEFT JOIN core.charge_rows AS q ON q.run_id = s.run_id AND q.division = s.division AND q.endpoint = s.endpoint"
        " WHERE s.run_id = ? GROUP BY s.endpoint ORDER BY COUNT_IF(s.status = 'FAILED') DESC, s.endpoint",
        run_id,
    )


def steps(run_id: str, endpoint: str | None, failed_only: bool, offset: int = 0, limit: int = PAGE) -> list[Row]:
    """A page of the steps of a run, administrations by name."""
    return query(
        "SELECT s.*, d.name AS division_name, q.rows_usd, COUNT(*) OVER () AS total"
        " FROM core.run_steps AS s JOIN core.runs AS r ON r.run_id = s.run_id"
        " LEFT JOIN core.charge_rows AS q ON q.run_id = s.run_id AND q.division = s.division AND q.endpoint = s.endpoint"
        " LEFT JOIN core.divisions AS d ON d.division = s.division AND d.connection = r.connection"
        " WHERE s.run_id = ? AND (? IS NULL OR s.endpoint = ?) AND (NOT CAST(? AS BOOLEAN) OR s.status IN ('FAILED', 'SKIPPED'))"
        " ORDER BY s.status = 'FAILED' DESC, d.name, s.division, s.endpoint LIMIT ? OFFSET ?",
        run_id, endpoint, endpoint, failed_only, limit, offset,
    )  # fmt: skip


def last_runs(days: int) -> list[Row]:
    """Ended runs of the last days for charts, 500 at most."""
    return query(
        "SELECT run_id, configuration, status, started_at, rows_fetched, rows_inserted, rows_updated, api_calls, charge_usd,"
        " DATEDIFF('second', started_at, ended_at) / 60 AS minutes FROM core.runs"
        " WHERE ended_at IS NOT NULL AND started_at >= DATEADD('day', ?, CURRENT_TIMESTAMP()) ORDER BY started_at DESC LIMIT 500",
        -days,
    )


def errors_by_kind(days: int) -> list[Row]:
    """Steps and runs that failed, by error code."""
    return query(
        "SELECT s.error_code, COUNT(*) AS steps, MAX(s.error_message) AS error_message, MAX(s.remedy) AS remedy FROM core.run_steps AS s"
        " JOIN core.runs AS r ON r.run_id = s.run_id WHERE s.status = 'FAILED' AND r.queued_at >= DATEADD('day', ?, CURRENT_TIMESTAMP())"
        " GROUP BY s.error_code UNION ALL"
        " SELECT error_code, COUNT(*), MAX(error_message), MAX(remedy) FROM core.runs WHERE status = 'FAILED' AND steps_failed = 0"
        " AND queued_at >= DATEADD('day', ?, CURRENT_TIMESTAMP()) GROUP BY error_code ORDER BY 2 DESC",
        -days, -days,
    )  # fmt: skip


def calls_by_day(days: int) -> list[Row]:
    """Calls a day: of all administrations together, and of the busiest one against its limit."""
    return query(
        "SELECT a.connection, a.day, SUM(a.calls) AS calls, MAX(CASE WHEN a.division <> 0 THEN a.calls END) AS calls_most,"
        " MAX(a.limit_per_day) AS limit_per_day, MAX(c.daily_calls) AS daily_calls, SUM(a.answers_429) AS answers_429"
        " FROM core.api_calls AS a LEFT JOIN core.connections AS c ON c.connection = a.connection"
        " WHERE a.day >= DATEADD('day', ?, CURRENT_DATE()) GROUP BY a.connection, a.day ORDER BY a.day",
        -days,
    )


# ---- Freshness


def freshness(late_before: datetime) -> Row:
    """How much of all is fresh: what has no success, and what has one before a moment, is late."""
    return one(
        "SELECT COUNT(*) AS pairs, COUNT_IF(last_success_at >= CAST(? AS TIMESTAMP_TZ)) AS fresh, MIN(last_success_at) AS oldest,"
        " SUM(row_count) AS row_count, COUNT(DISTINCT division) AS divisions, COUNT(DISTINCT endpoint) AS endpoints FROM core.freshness",
        late_before.isoformat(),
    )


def freshness_by(column: str, late_before: datetime, offset: int, limit: int = PAGE) -> list[Row]:
    """A page of tables (``table``) or administrations (``division``), the latest first to be seen."""
    statement = {
        "table": (
            "SELECT f.configuration, MAX(e.table_name) AS label, MIN(f.last_success_at) AS oldest, SUM(f.row_count) AS row_count, COUNT(*) AS pairs,"
            " COUNT_IF(f.last_success_at IS NULL OR f.last_success_at < CAST(? AS TIMESTAMP_TZ)) AS late, MAX(f.complete_since) AS complete_since,"
            " COUNT(*) OVER () AS total FROM core.freshness AS f JOIN core.endpoints AS e ON e.endpoint = f.endpoint"
            " GROUP BY f.configuration, f.endpoint ORDER BY late DESC, label, f.configuration LIMIT ? OFFSET ?"
        ),
        "division": (
            "SELECT f.configuration, COALESCE(MAX(d.name), f.division::VARCHAR) AS label, MIN(f.last_success_at) AS oldest,"
            " SUM(f.row_count) AS row_count, COUNT(*) AS pairs,"
            " COUNT_IF(f.last_success_at IS NULL OR f.last_success_at < CAST(? AS TIMESTAMP_TZ)) AS late, MAX(f.complete_since) AS complete_since,"
            " COUNT(*) OVER () AS total FROM core.freshness AS f JOIN core.configurations AS c ON c.configuration = f.configuration"
            " LEFT JOIN core.divisions AS d ON d.connection = c.connection AND d.division = f.division"
            " GROUP BY f.configuration, f.division ORDER BY late DESC, label, f.configuration LIMIT ? OFFSET ?"
        ),
    }[column]
    return query(statement, late_before.isoformat(), limit, offset)


# ---- Costs


def charges_by(column: str, months: int) -> list[Row]:
    """Charges of the last months by month and connection or configuration."""
    return query(
        {
            "connection": "SELECT TO_VARCHAR(charged_at, 'YYYY-MM') AS month, connection AS label, SUM(base_usd) AS base_usd,"
            " SUM(rows_usd) AS rows_usd, SUM(rows_charged) AS rows_charged, COUNT(*) AS runs FROM core.charges"
            " WHERE status = 'SENT' AND charged_at >= DATEADD('month', ?, DATE_TRUNC('month', CURRENT_TIMESTAMP())) GROUP BY 1, 2 ORDER BY 1, 2",
            "configuration": "SELECT TO_VARCHAR(charged_at, 'YYYY-MM') AS month, configuration AS label, SUM(base_usd) AS base_usd,"
            " SUM(rows_usd) AS rows_usd, SUM(rows_charged) AS rows_charged, COUNT(*) AS runs FROM core.charges"
            " WHERE status = 'SENT' AND charged_at >= DATEADD('month', ?, DATE_TRUNC('month', CURRENT_TIMESTAMP())) GROUP BY 1, 2 ORDER BY 1, 2",
        }[column],
        1 - months,
    )


def charge_by_endpoint() -> list[Row]:
    """This month's charge for rows by endpoint, to the fraction of a cent: each run's charge shared by the rows it came from."""
    return query(
        "SELECT MAX(e.table_name) AS table_name, SUM(r.rows_charged) AS rows_charged,"
        " SUM(r.rows_usd) AS rows_usd"
        " FROM core.charge_rows AS r JOIN core.charges AS c ON c.run_id = r.run_id"
        " LEFT JOIN core.endpoints AS e ON e.endpoint = r.endpoint"
        " WHERE c.status = 'SENT' AND c.charged_at >= DATE_TRUNC('month', CURRENT_TIMESTAMP())"
        " GROUP BY r.endpoint ORDER BY rows_usd DESC, table_name"
    )


def charges(offset: int = 0, limit: int = PAGE) -> list[Row]:
    """A page of the ledger, the newest first."""
    return query(
        "SELECT c.*, r.triggered_by, r.ended_at, COUNT(*) OVER () AS total FROM core.charges AS c"
        " LEFT JOIN core.runs AS r ON r.run_id = c.run_id ORDER BY COALESCE(c.charged_at, r.ended_at) DESC, c.run_id LIMIT ? OFFSET ?",
        limit, offset,
    )  # fmt: skip


def charge_rows(run_id: str) -> list[Row]:
    """The rows that one charge came from, by endpoint."""
    return query(
        "SELECT MAX(e.table_name) AS table_name, COUNT(*) AS divisions, SUM(r.rows_inserted) AS rows_inserted,"
        " SUM(r.rows_updated) AS rows_updated, SUM(r.rows_not_charged) AS rows_not_charged, SUM(r.rows_charged) AS rows_charged"
        " FROM core.charge_rows AS r LEFT JOIN core.endpoints AS e ON e.endpoint = r.endpoint WHERE r.run_id = ?"
        " GROUP BY r.endpoint ORDER BY rows_charged DESC, table_name",
        run_id,
    )


def spending() -> list[Row]:
    """This month (UTC) by connection, with its cap; connections that cost nothing yet too."""
    return query(
        "SELECT c.connection, c.monthly_cap_usd, COALESCE(s.charged_usd, 0) AS charged_usd, COALESCE(s.runs_charged, 0) AS runs_charged"
        " FROM core.connections AS c LEFT JOIN core.spending AS s ON s.connection = c.connection"
        " AND s.month = DATE_TRUNC('month', CONVERT_TIMEZONE('UTC', CURRENT_TIMESTAMP()))::DATE ORDER BY c.connection"
    )


def month_to_date() -> Row:
    """What this month cost so far, and what it would have cost if every run had loaded everything anew."""
    return one(
        "SELECT COALESCE(SUM(c.base_usd + c.rows_usd), 0) AS spent, COUNT(*) AS runs, COALESCE(SUM(c.rows_charged), 0) AS rows_charged,"
        " COALESCE(SUM(c.base_usd), 0) AS base_usd, COALESCE(SUM(c.rows_usd), 0) AS rows_usd, COALESCE(SUM(w.row_count), 0) AS rows_if_reloaded"
        " FROM core.charges AS c LEFT JOIN (SELECT configuration, SUM(row_count) AS row_count FROM core.freshness GROUP BY configuration) AS w"
        " ON w.configuration = c.configuration"
        " WHERE c.status = 'SENT' AND c.charged_at >= DATE_TRUNC('month', CURRENT_TIMESTAMP())"
    )


def events(limit: int = 20) -> list[Row]:
    """What happened last and is worth knowing."""
    return query('SELECT "AT" AS happened_at, level, code, message, connection, run_id FROM core.events ORDER BY 1 DESC LIMIT ?', limit)


def support_bundle(role: str) -> dict[str, Any]:
    """Versions, settings and the last runs: what somebody who helps has to know. The views hold no secrets."""
    return {
        "role": role,
        "installation": installation(),
        "specifications": specifications(),
        "connections": connections(),
        "configurations": query("SELECT * FROM core.configurations ORDER BY configuration"),
        "schedules": query("SELECT * FROM core.schedules ORDER BY schedule"),
        "runs": runs({}, 0, 50),
        "failed_steps": query(
            "SELECT * FROM core.run_steps WHERE status = 'FAILED' AND run_id IN"
            " (SELECT run_id FROM core.runs ORDER BY queued_at DESC LIMIT 50) LIMIT 200"
        ),
        "events": events(100),
    }
