"""System functions, and the tables of the database SNOWFLAKE: its own schema LOCAL, and the event table."""

from __future__ import annotations

import inspect
import json
from pathlib import Path
from typing import Any

from sqlglot import exp

from local_snowflake.names import system_table
from local_snowflake.objects.billing import EVENT_COLUMNS, Billing
from local_snowflake.objects.event_table import COLUMNS as LOG_COLUMNS
from local_snowflake.objects.manifest import LOG_LEVELS
from local_snowflake.objects.subject import Subject
from local_snowflake.objects.task_runs import HISTORY_COLUMNS
from local_snowflake.result import Column, Result, SqlError
from local_snowflake.session import Session

_LEVELS = tuple(level for level in LOG_LEVELS if level != "OFF")
_FORBIDDEN = {"CURRENTIPADDRESS": "CURRENT_IP_ADDRESS", "CURRENTWAREHOUSE": "CURRENT_WAREHOUSE", "CURRENTAVAILABLEROLES":
              "CURRENT_AVAILABLE_ROLES", "CURRENTSECONDARYROLES": "CURRENT_SECONDARY_ROLES"}
_FORBIDDEN_NAMES = ("CURRENT_IP_ADDRESS", "CURRENT_AVAILABLE_ROLES", "CURRENT_SECONDARY_ROLES", "ALL_USER_NAMES", "CURRENT_WAREHOUSE",
                    "SYSTEM$ALLOWLIST")
_TABLES = {"LOCAL": {"BILLING_EVENTS": ("billing_events", EVENT_COLUMNS), "TASK_HISTORY": ("task_history", HISTORY_COLUMNS)},
           "TELEMETRY": {"EVENTS": ("event_table", LOG_COLUMNS)}}


class Functions(Subject):
    """Calls of SYSTEM$ functions, and their places in queries."""

    def __init__(self, objects: Any) -> None:
        super().__init__(objects)
        self.billing = Billing(objects.engine)

    def call(self, session: Session, name: str, arguments: list[Any]) -> Result:
        """Evaluate a function as a statement of its own."""
        value = self.evaluate(session, name, arguments)
        return Result([Column(name, "boolean" if isinstance(value, bool) else "text")], [[value]], "call")

    def evaluate(self, session: Session, name: str, arguments: list[Any]) -> Any:
        """The value of a system function; SqlError when there is no such function here."""
        level = name.removeprefix("SYSTEM$LOG_")
        if level in _LEVELS:
            arguments, method = [level, *arguments], self._log
        elif self.knows(name):
            method = getattr(self, "_" + name.removeprefix("SYSTEM$").lower())
        else:
            raise SqlError(f"SQL compilation error:\nUnknown function {name}", 2140, "42601")
        try:
            inspect.signature(method).bind(session, *arguments)
        except TypeError:
            raise SqlError(f"SQL compilation error:\nwrong number of arguments for function [{name}]", 938, "22023") from None
        return method(session, *arguments)

    def knows(self, name: str) -> bool:
        """Whether this is one of the functions evaluated here."""
        bare = name.removeprefix("SYSTEM$")
        return name.startswith("SYSTEM$") and (hasattr(self, f"_{bare.lower()}") or bare.removeprefix("LOG_") in _LEVELS)

    # functions of Snowflake

    def _create_billing_event(self, session: Session, *arguments: Any) -> str:
        return self.billing.create_event(session, list(arguments))

    def _create_billing_events(self, session: Session, *arguments: Any) -> str:
        return self.billing.create_events(session, list(arguments))

    def _is_listing_trial(self, session: Session) -> bool:
        return bool(self.objects.setting("listing_trial", False))

    def _is_listing_purchased(self, session: Session) -> bool:
        return bool(self.objects.setting("listing_purchased", True))

    def _user_task_cancel_ongoing_executions(self, session: Session, name: str) -> str:
        return self.objects.tasks.cancel_executions(session, str(name))

    def _log(self, session: Session, level: str, message: Any) -> str:
        word = str(level).upper()
        if word not in _LEVELS:
            raise SqlError(f"Invalid log level '{level}'.", 1008, "22023")
        if session.application:
            self.objects.event_table.append(session.application, "", {"level": word, "logger": "", "message": message, "attributes": {}})
        return "Success"

    def _report_health_status(self, session: Session, status: Any) -> str:
        return "Success"

    def _is_application_authorized_for_telemetry_event_sharing(self, session: Session) -> bool:
        return False

    def _is_application_all_mandatory_telemetry_event_definitions_enabled(self, session: Session) -> bool:
        return True

    # functions of the local Snowflake

    def _local_install(self, session: Session, application: str, package: str) -> str:
        return str(self.objects.applications.install(session, str(application), Path(str(package))).rows[0][0])

    def _local_advance_clock(self, session: Session, seconds: Any) -> str:
        self.access.require_admin(session, "clock")
        return str(self.objects.task_runs.advance(float(seconds)).isoformat())

    def _local_page(self, session: Session, name: str) -> str:
        return self.objects.streamlits.page(session, str(name))

    def _local_set_listing(self, session: Session, trial: Any, purchased: Any) -> str:
        self.access.require_admin(session, "listing")
        self.objects.set_setting("listing_trial", bool(trial))
        self.objects.set_setting("listing_purchased", bool(purchased))
        return json.dumps({"trial": bool(trial), "purchased": bool(purchased)})

    def _local_kill_at(self, session: Session, when: Any, procedure: Any) -> str:
        """Orders a kill (NULL: takes the order back; ?: leaves it); answers what was ordered before and has not happened."""
        self.access.require_admin(session, "kill")
        if when not in (None, "?", "before", "after"):
            raise SqlError(f"The JVM is killed before or after a procedure, not {when!r}.", 1008, "22023")
        calls = self.objects.calls
        pending = calls.kill_at
        if when != "?":
            calls.kill_at = None if when is None else (str(when), str(procedure).upper())
        return "" if pending is None else " ".join(pending)

    def _local_query_texts(self, session: Session) -> str:
        """What Snowflake's query history would show of the last statements: [application or nothing, text] of each."""
        self.access.require_admin(session, "query texts")
        return json.dumps(list(self.engine.texts))

    # in queries

    def rewrite(self, session: Session, tree: exp.Expression) -> exp.Expression:
        """The tree with functions and tables of this package replaced in a copy; the very same tree when there are none."""
        found = [node for node in tree.walk() if self._concerns(session, node)]
        if not found:
            return tree
        for node in found:
            self._refuse_forbidden(session, node)
        copy = tree.copy()
        for node in [node for node in copy.walk() if self._concerns(session, node)]:
            new = self._replacement(session, node)
            if new is not node:
                node.replace(new)
        return copy

    def _concerns(self, session: Session, node: exp.Expression) -> bool:
        if isinstance(node, exp.Anonymous):
            name = str(node.this).upper()
            return self.knows(name) or (session.application is not None and name in _FORBIDDEN_NAMES)
        if isinstance(node, exp.TableFromRows):
            return _is_task_history(node)
        if isinstance(node, exp.Table):
            return node.catalog.upper() == "SNOWFLAKE" and node.db.upper() in _TABLES
        return session.application is not None and type(node).__name__.upper() in _FORBIDDEN

    def _refuse_forbidden(self, session: Session, node: exp.Expression) -> None:
        name = str(node.this).upper() if isinstance(node, exp.Anonymous) else _FORBIDDEN.get(type(node).__name__.upper(), "")
        if name in _FORBIDDEN_NAMES and session.extras.get("kind") in ("setup", "procedure", "task", "callback"):
            raise SqlError(f"SQL compilation error:\nFunction {name} cannot be used in an application.", 93309, "0A000")

    def _replacement(self, session: Session, node: exp.Expression) -> exp.Expression:
        if isinstance(node, exp.Anonymous) and self.knows(str(node.this).upper()):
            value = self.evaluate(session, str(node.this).upper(), [_constant(argument) for argument in node.expressions])
            return exp.convert(value)
        if isinstance(node, exp.TableFromRows):
            return self._task_history(session, node)
        if isinstance(node, exp.Table):
            return self._local_table(session, node)
        return node

    def _local_table(self, session: Session, node: exp.Table) -> exp.Expression:
        schema, name = node.db.upper(), node.name.upper()
        self.access.require_admin(session, f"SNOWFLAKE.{schema}")
        if name not in _TABLES[schema]:
            raise SqlError(f"SQL compilation error:\nObject 'SNOWFLAKE.{schema}.{name}' does not exist or not authorized.", 2003, "42S02")
        return _subquery(*_TABLES[schema][name], node.args.get("alias") or exp.TableAlias(this=_identifier(name)))

    def _task_history(self, session: Session, node: exp.TableFromRows) -> exp.Expression:
        call = node.find(exp.Anonymous)
        assert call is not None
        options = {argument.this.name.upper(): argument.expression for argument in call.expressions if isinstance(argument, exp.Kwarg)}
        subquery = _subquery("task_history", HISTORY_COLUMNS, node.args.get("alias") or exp.TableAlias(this=_identifier("TASK_HISTORY")))
        query = subquery.this
        databases = sorted({str(record.key.database) for record in self.registry.all("TASK") if self.access.may(session, record.key)})
        mine = [*databases, session.application] if session.application else databases
        if not self.access.is_admin(session):
            names = exp.Tuple(expressions=[exp.Literal.string(name) for name in mine or ["\0"]])
            query = query.where(exp.In(this=exp.column(_identifier("database_name")), expressions=names.expressions))
        if "TASK_NAME" in options:
            name = str(_constant(options["TASK_NAME"])).split(".")[-1]
            query = query.where(exp.EQ(this=exp.func("upper", exp.column(_identifier("name"))), expression=exp.Literal.string(name.upper().strip('"'))))
        if "ERROR_ONLY" in options and _constant(options["ERROR_ONLY"]):
            query = query.where(exp.EQ(this=exp.column(_identifier("state")), expression=exp.Literal.string("FAILED")))
        for option, comparison in (("SCHEDULED_TIME_RANGE_START", exp.GTE), ("SCHEDULED_TIME_RANGE_END", exp.LTE)):
            if option in options:
                query = query.where(comparison(this=exp.column(_identifier("scheduled_time")), expression=options[option].copy()))
        limit = int(_constant(options["RESULT_LIMIT"])) if "RESULT_LIMIT" in options else 100
        query = query.order_by(exp.Ordered(this=exp.column(_identifier("scheduled_time")), desc=True, nulls_first=False)).limit(limit)
        subquery.set("this", query)
        return subquery


def _subquery(table: str, columns: tuple[str, ...], alias: exp.Expression) -> exp.Subquery:
    selected = [exp.alias_(exp.column(_identifier(name.lower())), _identifier(name)) for name in columns]
    return exp.Subquery(this=exp.select(*selected).from_(system_table(table)), alias=alias)


def _identifier(name: str) -> exp.Identifier:
    return exp.to_identifier(name, quoted=True)


def _is_task_history(node: exp.TableFromRows) -> bool:
    call = node.this.expression if isinstance(node.this, exp.Dot) else None
    return isinstance(call, exp.Anonymous) and str(call.this).upper() == "TASK_HISTORY"


def _constant(node: exp.Expression) -> Any:
    if isinstance(node, exp.Literal):
        return node.this if node.is_string else (int(node.this) if str(node.this).isdigit() else float(node.this))
    if isinstance(node, exp.Boolean):
        return bool(node.this)
    if isinstance(node, exp.Null):
        return None
    if isinstance(node, exp.Neg):
        return -_constant(node.this)
    raise SqlError("The local Snowflake does not support this: other arguments than constants for a system function inside a query "
                   "(call it as a statement of its own).", 2, "0A000")
