"""Scalar functions, casts, dates and the session's own values."""

from __future__ import annotations

import re

from sqlglot import exp

from local_snowflake.errors import unsupported
from local_snowflake.result import SqlError
from local_snowflake.translate import types
from local_snowflake.translate.rewrite import Rewriter, call, cast, function, handles, text
from local_snowflake.translate.semistructured import as_text

ACCOUNT = "LOCAL"


@handles(exp.Cast, exp.TryCast)
def _cast(rewriter: Rewriter, node: exp.Cast) -> exp.Expression:
    source, target = node.this, node.to
    if target.this == exp.DataType.Type.JSON and not target.expressions and isinstance(node.parent, exp.Expression) and node.meta.get("done"):
        return node
    kind = type(node)
    description = types.describe_type(target)
    word = description["type"]
    if word == "TEXT":
        if rewriter.is_variant(source):
            result: exp.Expression = as_text(rewriter, source)
        elif isinstance(source, exp.Literal) and source.is_string or isinstance(source, exp.Placeholder):
            result = cast(source, "TEXT")
        else:
            result = call("_local.sf_text", source)
        return call("left", result, exp.Literal.number(description["length"])) if description.get("length") else result
    if word in ("VARIANT", "OBJECT", "ARRAY"):
        return source if rewriter.is_variant(source) else call("_local.sf_json", source)
    if word in ("TIMESTAMP_NTZ", "TIMESTAMP_TZ", "TIMESTAMP_LTZ"):
        converted = _timestamp(rewriter, word, source, safe=kind is exp.TryCast)
        unit = {0: "second", 3: "milliseconds"}.get(description["scale"])
        return call("date_trunc", text(unit), converted) if unit else converted
    if word == "NUMBER" and isinstance(source, exp.Placeholder):
        source = cast(source, "TEXT")
    if rewriter.is_variant(source) and word in ("DATE", "TIME", "BINARY"):
        source = as_text(rewriter, source)
    if word == "BINARY" and kind is exp.Cast:
        return call("from_hex", source)
    return kind(this=source, to=types.storage_type(target))


def _timestamp(rewriter: Rewriter, word: str, source: exp.Expression, safe: bool = False) -> exp.Expression:
    storage = "TIMESTAMP" if word == "TIMESTAMP_NTZ" else "TIMESTAMPTZ"
    if safe:
        return exp.TryCast(this=cast(source, "TEXT"), to=exp.DataType.build(storage, dialect="duckdb"))
    if isinstance(source, exp.Literal) and source.is_string and not source.name.strip().isdigit():
        return cast(text(re.sub(r"\s+([+-]\d{2}:?(?:\d{2})?|Z)$", r"\1", source.name)), storage)
    return call("_local.sf_ntz" if word == "TIMESTAMP_NTZ" else "_local.sf_tz", source)


@handles(exp.DataType)
def _data_type(rewriter: Rewriter, node: exp.DataType) -> exp.Expression:
    return node if isinstance(node.parent, (exp.Cast, exp.TryCast)) else types.storage_type(node)


_TIMESTAMP_FUNCTIONS = {"TO_TIMESTAMP": "TIMESTAMP_NTZ", "TO_TIMESTAMP_NTZ": "TIMESTAMP_NTZ", "TO_TIMESTAMP_TZ": "TIMESTAMP_TZ",
                        "TO_TIMESTAMP_LTZ": "TIMESTAMP_LTZ"}


@function(*_TIMESTAMP_FUNCTIONS, *("TRY_" + name for name in _TIMESTAMP_FUNCTIONS))
def _to_timestamp(rewriter: Rewriter, node: exp.Anonymous) -> exp.Expression:
    name = str(node.this).upper()
    safe = name.startswith("TRY_")
    word = _TIMESTAMP_FUNCTIONS[name.removeprefix("TRY_")]
    source, *rest = node.expressions
    if not rest:
        return _timestamp(rewriter, word, source, safe)
    if isinstance(rest[0], exp.Literal) and rest[0].is_string:
        return _parse_timestamp(word, source, rest[0].name, safe)
    return _epoch(word, source, int(rest[0].name))


def _epoch(word: str, source: exp.Expression, scale: int) -> exp.Expression:
    microseconds = cast(exp.Mul(this=cast(source, "DECIMAL(38, 6)"), expression=exp.Literal.number(10 ** max(0, 6 - scale)))
                        if scale <= 6 else exp.Div(this=source, expression=exp.Literal.number(10 ** (scale - 6))), "BIGINT")
    converted: exp.Expression = call("make_timestamp", microseconds)
    return converted if word == "TIMESTAMP_NTZ" else cast(converted, "TIMESTAMPTZ")


def _parse_timestamp(word: str, source: exp.Expression, form: str, safe: bool) -> exp.Expression:
    name = "try_strptime" if safe else "strptime"
    if form.upper() == "AUTO":
        return _timestamp_plain(word, source, safe)
    parsed: exp.Expression = call(name, cast(source, "TEXT"), text(time_format(form, reading=True)))
    return cast(parsed, "TIMESTAMP" if word == "TIMESTAMP_NTZ" else "TIMESTAMPTZ")


def _timestamp_plain(word: str, source: exp.Expression, safe: bool) -> exp.Expression:
    kind = exp.TryCast if safe else exp.Cast
    return kind(this=source, to=exp.DataType.build("TIMESTAMP" if word == "TIMESTAMP_NTZ" else "TIMESTAMPTZ", dialect="duckdb"))


_TIME_TOKENS = [("YYYY", "%Y"), ("YY", "%y"), ("MMMM", "%B"), ("MON", "%b"), ("MM", "%m"), ("DD", "%d"), ("DY", "%a"), ("HH24", "%H"),
                ("HH12", "%I"), ("HH", "%H"), ("MI", "%M"), ("SS", "%S"), ("FF3", "%g"), ("FF6", "%f"), ("FF9", "%n"), ("FF0", ""), ("FF", "%n"), ("T", "T"),
                ("AM", "%p"), ("PM", "%p")]
_OFFSET_TOKENS = [("TZHTZM", "+0000"), ("TZH:TZM", "+00:00"), ("TZH", "+00"), ("TZM", "00")]


def time_format(form: str, reading: bool = False) -> str:
    """A Snowflake date format in strftime's words; everything is written in UTC, so written offsets are constants."""
    tokens = [(token, "%z" if reading else written) for token, written in _OFFSET_TOKENS] + _TIME_TOKENS
    printed, position = "", 0
    while position < len(form):
        if form[position] == '"':
            end = form.find('"', position + 1)
            if end < 0:
                raise SqlError(f"Invalid date/time format '{form}'", 100096, "22007")
            printed += form[position + 1:end].replace("%", "%%")
            position = end + 1
            continue
        for token, replacement in tokens:
            if form[position:position + len(token)].upper() == token:
                printed += replacement
                position += len(token)
                break
        else:
            printed += form[position].replace("%", "%%")
            position += 1
    return printed


@function("TO_CHAR", "TO_VARCHAR")
def _to_char(rewriter: Rewriter, node: exp.Anonymous) -> exp.Expression:
    source, *rest = node.expressions
    if not rest:
        return as_text(rewriter, source) if rewriter.is_variant(source) else call("_local.sf_text", source)
    form = rest[0]
    if not isinstance(form, exp.Literal):
        raise unsupported("TO_CHAR with a format that is not a literal")
    if form.name.upper() == "HEX":
        return call("hex", source)
    if form.name.upper() == "UTF-8":
        return call("decode", source)
    if form.name.upper() == "BASE64":
        return call("to_base64", source)
    if not re.search(r"YY|MM|DD|HH|MI|SS|FF", form.name, re.IGNORECASE):
        raise unsupported(f"TO_CHAR with the format {form.name}")
    return call("strftime", call("_local.sf_ntz", source), text(time_format(form.name)))


@function("TO_DATE", "TRY_TO_DATE")
def _to_date(rewriter: Rewriter, node: exp.Anonymous) -> exp.Expression:
    source, *rest = node.expressions
    safe = str(node.this).upper().startswith("TRY_")
    if rest and rest[0].name.upper() != "AUTO":
        return cast(call("try_strptime" if safe else "strptime", cast(source, "TEXT"), text(time_format(rest[0].name, reading=True))), "DATE")
    if safe:
        return exp.TryCast(this=cast(source, "TEXT"), to=exp.DataType.build("DATE", dialect="duckdb"))
    return cast(call("_local.sf_ntz", source), "DATE")


@function("TO_TIME", "TRY_TO_TIME")
def _to_time(rewriter: Rewriter, node: exp.Anonymous) -> exp.Expression:
    source, *rest = node.expressions
    safe = str(node.this).upper().startswith("TRY_")
    if rest:
        return cast(call("try_strptime" if safe else "strptime", cast(source, "TEXT"), text(time_format(rest[0].name, reading=True))), "TIME")
    return (exp.TryCast if safe else exp.Cast)(this=source, to=exp.DataType.build("TIME", dialect="duckdb"))


@function(*(prefix + name for prefix in ("TO_", "TRY_TO_") for name in ("NUMBER", "NUMERIC", "DECIMAL")))
def _to_number(rewriter: Rewriter, node: exp.Anonymous) -> exp.Expression:
    source, *rest = node.expressions
    if rest and isinstance(rest[0], exp.Literal) and rest[0].is_string:
        raise unsupported("TO_NUMBER with a format")
    numbers = [int(entry.name) for entry in rest]
    precision, scale = (numbers + [38, 0][len(numbers):])[:2]
    kind = exp.TryCast if str(node.this).upper().startswith("TRY_") else exp.Cast
    return kind(this=_plain(rewriter, source), to=exp.DataType.build(f"DECIMAL({precision}, {scale})", dialect="duckdb"))


@function("TO_DOUBLE", "TRY_TO_DOUBLE", "TO_BOOLEAN", "TRY_TO_BOOLEAN")
def _to_simple(rewriter: Rewriter, node: exp.Anonymous) -> exp.Expression:
    name = str(node.this).upper()
    kind = exp.TryCast if name.startswith("TRY_") else exp.Cast
    return kind(this=_plain(rewriter, node.expressions[0]), to=exp.DataType.build("DOUBLE" if "DOUBLE" in name else "BOOLEAN", dialect="duckdb"))


def _plain(rewriter: Rewriter, source: exp.Expression) -> exp.Expression:
    return as_text(rewriter, source) if rewriter.is_variant(source) else source


_PARTS = {"EPOCH_SECOND": "epoch", "EPOCH": "epoch", "EPOCH_MILLISECOND": "epoch_ms", "EPOCH_MILLISECONDS": "epoch_ms", "EPOCH_MICROSECOND": "epoch_us",
          "EPOCH_NANOSECOND": "epoch_ns", "DAYOFWEEK": "dayofweek", "DAYOFWEEKISO": "isodow", "DAYOFWEEK_ISO": "isodow", "DAYOFYEAR": "dayofyear",
          "WEEKISO": "week", "WEEKOFYEAR": "week", "WEEK": "week", "YEAROFWEEKISO": "isoyear", "YEAROFWEEK": "isoyear", "YEAR": "year", "QUARTER": "quarter",
          "MONTH": "month", "DAY": "day", "HOUR": "hour", "MINUTE": "minute", "SECOND": "second"}


@function("OCTET_LENGTH")
def _octet_length(rewriter: Rewriter, node: exp.Anonymous) -> exp.Expression:
    return call("octet_length", call("encode", cast(node.expressions[0], "TEXT")))


@handles(exp.Extract)
def _extract_part(rewriter: Rewriter, node: exp.Extract) -> exp.Expression:
    part = node.this.name.upper()
    if part not in _PARTS:
        raise unsupported(f"DATE_PART with {part}")
    value = call(_PARTS[part], call("_local.sf_ntz", node.expression))
    return cast(call("floor", value), "BIGINT") if _PARTS[part] == "epoch" else value


@function("TO_BINARY", "TRY_TO_BINARY")
def _to_binary(rewriter: Rewriter, node: exp.Anonymous) -> exp.Expression:
    form = node.expressions[1].name.upper() if len(node.expressions) > 1 else "HEX"
    functions = {"HEX": "from_hex", "UTF-8": "encode", "BASE64": "from_base64"}
    if form not in functions:
        raise unsupported(f"TO_BINARY with the format {form}")
    return call(functions[form], node.expressions[0])


@handles(exp.CurrentTimestamp)
def _current_timestamp(rewriter: Rewriter, node: exp.CurrentTimestamp) -> exp.Expression:
    if node.args.get("sysdate"):
        return cast(rewriter.now(), "TIMESTAMP")
    unit = {"0": "second", "3": "milliseconds"}.get(node.this.name if isinstance(node.this, exp.Expression) else "")
    return call("date_trunc", text(unit), rewriter.now()) if unit else rewriter.now()


@handles(exp.Localtimestamp)
def _local_timestamp(rewriter: Rewriter, node: exp.Expression) -> exp.Expression:
    return rewriter.now()


@function("SYSDATE")
def _sysdate(rewriter: Rewriter, node: exp.Anonymous) -> exp.Expression:
    return cast(rewriter.now(), "TIMESTAMP")


@function("GETDATE", "SYSTIMESTAMP")
def _getdate(rewriter: Rewriter, node: exp.Anonymous) -> exp.Expression:
    return rewriter.now()


@handles(exp.CurrentDate)
def _current_date(rewriter: Rewriter, node: exp.CurrentDate) -> exp.Expression:
    return cast(cast(rewriter.now(), "TIMESTAMP"), "DATE")


@handles(exp.CurrentTime)
def _current_time(rewriter: Rewriter, node: exp.CurrentTime) -> exp.Expression:
    return cast(cast(rewriter.now(), "TIMESTAMP"), "TIME")


@handles(exp.DateAdd, exp.TimestampAdd, exp.TsOrDsAdd, exp.TimeAdd)
def _date_add(rewriter: Rewriter, node: exp.Expression) -> exp.Expression:
    amount = node.expression
    if isinstance(amount, exp.Interval):
        amount = amount.this
    start = node.this
    if isinstance(start, exp.Literal) and start.is_string or isinstance(start, exp.Placeholder) or rewriter.is_variant(start):
        start = call("_local.sf_ntz", start)
    unit = (node.args.get("unit").name if node.args.get("unit") is not None else "DAY").upper()
    functions = {"YEAR": ("to_years", 1), "QUARTER": ("to_months", 3), "MONTH": ("to_months", 1), "WEEK": ("to_days", 7), "DAY": ("to_days", 1),
                 "HOUR": ("to_hours", 1), "MINUTE": ("to_minutes", 1), "SECOND": ("to_seconds", 1), "MILLISECOND": ("to_milliseconds", 1),
                 "MICROSECOND": ("to_microseconds", 1)}
    if unit not in functions:
        raise unsupported(f"DATEADD with {unit}")
    name, factor = functions[unit]
    integer = "BIGINT" if unit not in ("YEAR", "QUARTER", "MONTH", "WEEK", "DAY") else "INTEGER"
    count: exp.Expression = cast(amount, integer)
    interval = call(name, exp.Mul(this=count, expression=exp.Literal.number(factor)) if factor != 1 else count)
    moved = exp.Paren(this=exp.Add(this=start, expression=interval))
    is_date = isinstance(start, exp.Cast) and start.to.this == exp.DataType.Type.DATE and factor and integer == "INTEGER"
    return cast(moved, "DATE") if is_date else moved


@handles(exp.DateDiff, exp.TimestampDiff, exp.TsOrDsDiff)
def _date_diff(rewriter: Rewriter, node: exp.Expression) -> exp.Expression:
    unit = (node.args.get("unit").name if node.args.get("unit") is not None else "DAY").upper()
    return call("date_diff", text(unit.lower()), call("_local.sf_ntz", node.expression), call("_local.sf_ntz", node.this))


@handles(exp.ConvertTimezone)
def _convert_timezone(rewriter: Rewriter, node: exp.ConvertTimezone) -> exp.Expression:
    target, source = node.args.get("target_tz"), node.args.get("source_tz")
    moment = node.args["timestamp"]
    if source is None and isinstance(target, exp.Literal) and target.name.upper() in ("UTC", "ETC/UTC", "GMT"):
        return call("_local.sf_tz", moment)
    if source is None:
        return call("timezone", target, call("_local.sf_tz", moment))
    return call("timezone", target, call("timezone", source, call("_local.sf_ntz", moment)))


@function("HASH")
def _hash(rewriter: Rewriter, node: exp.Anonymous) -> exp.Expression:
    arguments = node.expressions
    return call("_local.sf_hash", arguments[0] if len(arguments) == 1 else call("row", *arguments))


_SEQUENCES = tuple(kind for kind in (getattr(exp, name, None) for name in ("Seq1", "Seq2", "Seq4", "Seq8")) if kind is not None)


@handles(*_SEQUENCES)
def _sequence(rewriter: Rewriter, node: exp.Expression) -> exp.Expression:
    return exp.Paren(this=exp.Sub(this=exp.Window(this=exp.RowNumber()), expression=exp.Literal.number(1)))


@function("UUID_STRING")
def _uuid(rewriter: Rewriter, node: exp.Anonymous) -> exp.Expression:
    return cast(call("uuid"), "TEXT")


@function("TYPEOF")
def _typeof(rewriter: Rewriter, node: exp.Anonymous) -> exp.Expression:
    words = {"VARCHAR": "VARCHAR", "UBIGINT": "INTEGER", "BIGINT": "INTEGER", "DOUBLE": "DECIMAL", "BOOLEAN": "BOOLEAN", "OBJECT": "OBJECT",
             "ARRAY": "ARRAY", "NULL": "NULL_VALUE"}
    return exp.Case(this=call("json_type", node.expressions[0]),
                    ifs=[exp.If(this=text(word), true=text(printed)) for word, printed in words.items()])


@handles(exp.Typeof)
def _typeof_node(rewriter: Rewriter, node: exp.Typeof) -> exp.Expression:
    return _typeof(rewriter, exp.Anonymous(this="TYPEOF", expressions=[node.this]))


def _context(rewriter: Rewriter, name: str) -> str | None:
    context = rewriter.context
    if name in ("CURRENT_SESSION", "CURRENT_STATEMENT", "CURRENT_TRANSACTION", "LAST_QUERY_ID"):
        rewriter.cacheable = False
    return {"CURRENT_DATABASE": context.database, "CURRENT_SCHEMA": context.schema, "CURRENT_ROLE": context.role,
            "CURRENT_USER": None if context.application else context.user, "CURRENT_WAREHOUSE": context.warehouse,
            "CURRENT_ACCOUNT": ACCOUNT, "CURRENT_ACCOUNT_NAME": ACCOUNT, "CURRENT_ORGANIZATION_NAME": "LOCAL", "CURRENT_REGION": "LOCAL",
            "CURRENT_SESSION": str(rewriter.session_id), "CURRENT_VERSION": "10.0.0", "CURRENT_CLIENT": "LOCAL",
            "CURRENT_ROLE_TYPE": "APPLICATION" if context.application else "ROLE", "CURRENT_SECONDARY_ROLES": "",
            "LAST_QUERY_ID": rewriter.variables.get(" last_query_id")}[name]


_CONTEXT = ("CURRENT_DATABASE", "CURRENT_SCHEMA", "CURRENT_ROLE", "CURRENT_USER", "CURRENT_WAREHOUSE", "CURRENT_ACCOUNT", "CURRENT_ACCOUNT_NAME",
            "CURRENT_ORGANIZATION_NAME", "CURRENT_REGION", "CURRENT_SESSION", "CURRENT_VERSION", "CURRENT_CLIENT", "CURRENT_ROLE_TYPE",
            "CURRENT_SECONDARY_ROLES", "LAST_QUERY_ID")
_FORBIDDEN_IN_APPLICATIONS = ("CURRENT_WAREHOUSE", "CURRENT_SECONDARY_ROLES")


def _context_value(rewriter: Rewriter, name: str) -> exp.Expression:
    if rewriter.context.application and name in _FORBIDDEN_IN_APPLICATIONS:
        raise SqlError(f"Unsupported feature '{name}' in an application.", 2, "0A000")
    value = _context(rewriter, name)
    return cast(exp.null() if value is None else text(value), "TEXT")


@function(*_CONTEXT)
def _context_function(rewriter: Rewriter, node: exp.Anonymous) -> exp.Expression:
    return _context_value(rewriter, str(node.this).upper())


def _register_context_nodes() -> None:
    for name in _CONTEXT:
        kind = getattr(exp, "".join(part.capitalize() for part in name.split("_")), None)
        if kind is not None:
            handles(kind)(lambda rewriter, node, name=name: _context_value(rewriter, name))


_register_context_nodes()

