"""Casts, scalar functions and the session's own values."""

from __future__ import annotations

from sqlglot import exp

from local_snowflake.errors import unsupported
from local_snowflake.result import SqlError
from local_snowflake.translate import types
from local_snowflake.translate.moments import timestamp
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
        converted = timestamp(rewriter, word, source, safe=kind is exp.TryCast)
        unit = {0: "second", 3: "milliseconds"}.get(description["scale"])
        return call("date_trunc", text(unit), converted) if unit else converted
    if word == "NUMBER" and isinstance(source, exp.Placeholder):
        source = cast(source, "TEXT")
    if rewriter.is_variant(source) and word in ("DATE", "TIME", "BINARY"):
        source = as_text(rewriter, source)
    if word == "BINARY" and kind is exp.Cast:
        return call("from_hex", source)
    return kind(this=source, to=types.storage_type(target))

@handles(exp.DataType)
def _data_type(rewriter: Rewriter, node: exp.DataType) -> exp.Expression:
    return node if isinstance(node.parent, (exp.Cast, exp.TryCast)) else types.storage_type(node)


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


@function("OCTET_LENGTH")
def _octet_length(rewriter: Rewriter, node: exp.Anonymous) -> exp.Expression:
    return call("octet_length", call("encode", cast(node.expressions[0], "TEXT")))


@function("TO_BINARY", "TRY_TO_BINARY")
def _to_binary(rewriter: Rewriter, node: exp.Anonymous) -> exp.Expression:
    form = node.expressions[1].name.upper() if len(node.expressions) > 1 else "HEX"
    functions = {"HEX": "from_hex", "UTF-8": "encode", "BASE64": "from_base64"}
    if form not in functions:
        raise unsupported(f"TO_BINARY with the format {form}")
    return call(functions[form], node.expressions[0])


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

