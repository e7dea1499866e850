"""Timestamps, dates and times: converting, printing, taking apart, adding, and now."""

from __future__ import annotations

import re

from sqlglot import exp

from local_snowflake.errors import unsupported
from local_snowflake.result import SqlError
from local_snowflake.translate.rewrite import Rewriter, call, cast, function, handles, text
from local_snowflake.translate.semistructured import as_text


def timestamp(rewriter: Rewriter, word: str, source: exp.Expression, safe: bool = False) -> exp.Expression:
    """A value as a timestamp of the given kind, as a cast does it."""
    storage = "TIMESTAMP" if word == "TIMESTAMP_NTZ" else "TIMESTAMPTZ"
    if safe:
        return exp.TryCast(this=cast(source, "TEXT"), to=exp.DataType.build(storage, dialect="duckdb"))
    if isinstance(source, exp.Literal) and source.is_string and not source.name.strip().isdigit():
        return cast(text(re.sub(r"\s+([+-]\d{2}:?(?:\d{2})?|Z)$", r"\1", source.name)), storage)
    return call("_local.sf_ntz" if word == "TIMESTAMP_NTZ" else "_local.sf_tz", source)


_TIMESTAMP_FUNCTIONS = {"TO_TIMESTAMP": "TIMESTAMP_NTZ", "TO_TIMESTAMP_NTZ": "TIMESTAMP_NTZ", "TO_TIMESTAMP_TZ": "TIMESTAMP_TZ",
                        "TO_TIMESTAMP_LTZ": "TIMESTAMP_LTZ"}


@function(*_TIMESTAMP_FUNCTIONS, *("TRY_" + name for name in _TIMESTAMP_FUNCTIONS))
def _to_timestamp(rewriter: Rewriter, node: exp.Anonymous) -> exp.Expression:
    name = str(node.this).upper()
    safe = name.startswith("TRY_")
    word = _TIMESTAMP_FUNCTIONS[name.removeprefix("TRY_")]
    source, *rest = node.expressions
    if not rest:
        return timestamp(rewriter, word, source, safe)
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


_PARTS = {"EPOCH_SECOND": "epoch", "EPOCH": "epoch", "EPOCH_MILLISECOND": "epoch_ms", "EPOCH_MILLISECONDS": "epoch_ms", "EPOCH_MICROSECOND": "epoch_us",
          "EPOCH_NANOSECOND": "epoch_ns", "DAYOFWEEK": "dayofweek", "DAYOFWEEKISO": "isodow", "DAYOFWEEK_ISO": "isodow", "DAYOFYEAR": "dayofyear",
          "WEEKISO": "week", "WEEKOFYEAR": "week", "WEEK": "week", "YEAROFWEEKISO": "isoyear", "YEAROFWEEK": "isoyear", "YEAR": "year", "QUARTER": "quarter",
          "MONTH": "month", "DAY": "day", "HOUR": "hour", "MINUTE": "minute", "SECOND": "second"}


@handles(exp.Extract)
def _extract_part(rewriter: Rewriter, node: exp.Extract) -> exp.Expression:
    part = node.this.name.upper()
    if part not in _PARTS:
        raise unsupported(f"DATE_PART with {part}")
    value = call(_PARTS[part], call("_local.sf_ntz", node.expression))
    return cast(call("floor", value), "BIGINT") if _PARTS[part] == "epoch" else value


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
