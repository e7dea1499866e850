"""Functions on ARRAY and OBJECT: JSON on the outside, DuckDB's lists inside."""

from __future__ import annotations

from sqlglot import exp

from local_snowflake.translate.rewrite import Rewriter, call, cast, function, handles, text


def _list(node: exp.Expression, of: str = "JSON") -> exp.Expression:
    return exp.Cast(this=node, to=exp.DataType.build(f"{of}[]", dialect="duckdb"))


def _json(node: exp.Expression) -> exp.Expression:
    return call("_local.sf_json", node)


def _number(node: exp.Expression) -> exp.Expression:
    return cast(node, "BIGINT")


@handles(exp.ArrayAppend)
def _append(rewriter: Rewriter, node: exp.ArrayAppend) -> exp.Expression:
    return call("to_json", call("list_append", _list(node.this), _json(node.expression)))


@handles(exp.ArrayPrepend)
def _prepend(rewriter: Rewriter, node: exp.ArrayPrepend) -> exp.Expression:
    return call("to_json", call("list_prepend", _json(node.expression), _list(node.this)))


@handles(exp.ArrayConcat)
def _concat(rewriter: Rewriter, node: exp.ArrayConcat) -> exp.Expression:
    return call("to_json", call("list_concat", *[_list(part) for part in [node.this, *node.expressions]]))


@handles(exp.ArrayDistinct)
def _distinct(rewriter: Rewriter, node: exp.ArrayDistinct) -> exp.Expression:
    return call("to_json", call("list_distinct", _list(node.this)))


@function("ARRAY_COMPACT")
def _compact(rewriter: Rewriter, node: exp.Anonymous) -> exp.Expression:
    return call("to_json", call("list_filter", _list(node.expressions[0]), exp.maybe_parse("lambda x: x <> 'null'::JSON", dialect="duckdb")))


@handles(exp.ArraySlice)
def _slice(rewriter: Rewriter, node: exp.ArraySlice) -> exp.Expression:
    start, end = node.args["start"], node.args.get("end")
    first = exp.Add(this=_number(start), expression=exp.Literal.number(1))
    return call("to_json", call("list_slice", _list(node.this), first, _number(end) if end is not None else exp.Literal.number(2147483647)))


@handles(exp.ArrayToString)
def _to_string(rewriter: Rewriter, node: exp.ArrayToString) -> exp.Expression:
    return exp.Coalesce(this=call("list_aggregate", _list(node.this, "TEXT"), text("string_agg"), node.expression), expressions=[text("")])


@handles(exp.ArrayPosition)
def _position(rewriter: Rewriter, node: exp.ArrayPosition) -> exp.Expression:
    found = call("list_position", _list(node.this), _json(node.expression))
    return exp.Sub(this=exp.Nullif(this=found, expression=exp.Literal.number(0)), expression=exp.Literal.number(1))


@handles(exp.ObjectInsert)
def _insert(rewriter: Rewriter, node: exp.ObjectInsert) -> exp.Expression:
    return call("json_merge_patch", node.this, call("json_object", node.args["key"], _json(node.args["value"])))


@function("OBJECT_DELETE")
def _delete(rewriter: Rewriter, node: exp.Anonymous) -> exp.Expression:
    source, *keys = node.expressions
    pairs: list[exp.Expression] = []
    for key in keys:
        pairs += [key, exp.null()]
    return call("json_merge_patch", source, call("json_object", *pairs))


@function("AS_INTEGER", "AS_NUMBER", "AS_DECIMAL")
def _as_number(rewriter: Rewriter, node: exp.Anonymous) -> exp.Expression:
    return exp.TryCast(this=node.expressions[0], to=exp.DataType.build("DECIMAL(38, 0)", dialect="duckdb"))


@function("AS_VARCHAR", "AS_CHAR")
def _as_text(rewriter: Rewriter, node: exp.Anonymous) -> exp.Expression:
    return exp.Case(ifs=[exp.If(this=exp.EQ(this=call("json_type", node.expressions[0]), expression=text("VARCHAR")),
                                true=call("json_extract_string", node.expressions[0].copy(), text("$")))])
