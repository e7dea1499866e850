"""The account's event table, SNOWFLAKE.TELEMETRY.EVENTS: what procedures log at their application's log level or above.

Only records of type LOG; resource and record attributes carry the names that Snowflake gives them.
"""

from __future__ import annotations

import json
import logging
from typing import Any

from local_snowflake.objects.manifest import LOG_LEVELS
from local_snowflake.objects.registry import now
from local_snowflake.objects.subject import Subject

COLUMNS = ("TIMESTAMP", "RESOURCE_ATTRIBUTES", "SCOPE", "RECORD_TYPE", "RECORD", "RECORD_ATTRIBUTES", "VALUE")
TABLE = """CREATE TABLE IF NOT EXISTS _local.event_table (
    timestamp TIMESTAMP, resource_attributes JSON, scope JSON, record_type VARCHAR, record JSON, record_attributes JSON, value JSON)"""
logger = logging.getLogger("local_snowflake.event_table")


class EventTable(Subject):
    """Takes the log records of procedures."""

    def append(self, application: str, executable: str, logged: dict[str, Any]) -> None:
        """Keep one record of an application (level, logger, message, attributes); whoever logged is never held up by a failure."""
        if not logs(self.objects.applications.log_level(application), logged["level"]):
            return
        parts = (
            {"snow.application.name": application, "snow.database.name": application, "snow.executable.name": executable,
             "snow.executable.type": "PROCEDURE"},
            {"name": logged["logger"]}, {"severity_text": logged["level"]}, logged["attributes"], logged["message"])
        resource, scope, record, attributes, value = (json.dumps(part) for part in parts)
        try:
            self.engine.system_execute("INSERT INTO _local.event_table VALUES (?, ?, ?, 'LOG', ?, ?, ?)",
                                       [now().replace(tzinfo=None), resource, scope, record, attributes, value])
        except Exception:
            logger.exception("a log record of %s could not be kept", executable)


def logs(lowest: str, level: str) -> bool:
    """Whether an application's log level lets a record through; OFF lets none."""
    return lowest != "OFF" and LOG_LEVELS.index(level) >= LOG_LEVELS.index(lowest)
