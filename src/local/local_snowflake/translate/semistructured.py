"""VARIANT, OBJECT and ARRAY: stored as DuckDB's JSON."""

from __future__ import annotations

from sqlglot import exp

from local_snowflake.errors import unsupported
from local_snowflake.translate.numbers import average
from local_snowflake.translate.rewrite import Rewriter, call, cast, function, handles, text

_COMPARISONS = (exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.Like, exp.ILike, exp.NullSafeEQ, exp.NullSafeNEQ)
_TEXT_FUNCTIONS = (exp.Upper, exp.Lower, exp.Trim, exp.StartsWith, exp.EndsWith, exp.Contains, exp.DPipe, exp.Concat, exp.Length, exp.Substring)


def as_text(rewriter: Rewriter, node: exp.Expression) -> exp.Expression:
    """The text of a variant: a JSON string without its quotes, JSON null as NULL."""
    inner = node.this if isinstance(node, exp.Paren) else node
    if isinstance(inner, exp.JSONExtract):
        return exp.Paren(this=exp.JSONExtractScalar(this=inner.this, expression=inner.expression))
    return call("json_extract_string", node, text("$"))


@handles(exp.ParseJSON)
def _parse_json(rewriter: Rewriter, node: exp.ParseJSON) -> exp.Expression:
    if node.args.get("safe"):
        return exp.TryCast(this=exp.Nullif(this=cast(node.this, "TEXT"), expression=text("")), to=exp.DataType.build("JSON", dialect="duckdb"))
    if isinstance(node.this, exp.Placeholder):
        node.set("this", cast(node.this, "TEXT"))
    return call("_local.sf_parse_json", node.this)


@function("TRY_PARSE_JSON")
def _try_parse_json(rewriter: Rewriter, node: exp.Anonymous) -> exp.Expression:
    return exp.TryCast(this=exp.Nullif(this=cast(node.expressions[0], "TEXT"), expression=text("")), to=exp.DataType.build("JSON", dialect="duckdb"))


@handles(exp.JSONFormat)
def _to_json(rewriter: Rewriter, node: exp.Expression) -> exp.Expression:
    return cast(call("json", call("_local.sf_json", node.this)), "TEXT")


@function("TO_JSON")
def _to_json_function(rewriter: Rewriter, node: exp.Anonymous) -> exp.Expression:
    return cast(call("json", call("_local.sf_json", node.expressions[0])), "TEXT")


@handles(exp.ToVariant)
def _to_variant(rewriter: Rewriter, node: exp.ToVariant) -> exp.Expression:
    return call("_local.sf_json", node.this)


@function("TO_OBJECT", "TO_ARRAY", "AS_OBJECT", "AS_ARRAY")
def _to_object(rewriter: Rewriter, node: exp.Anonymous) -> exp.Expression:
    return cast(node.expressions[0], "JSON")


@handles(exp.JSONExtract)
def _extract(rewriter: Rewriter, node: exp.JSONExtract) -> exp.Expression:
    path = node.expression
    if isinstance(path, exp.JSONPath):
        node.set("expression", text(_path(path)))
    elif isinstance(path, exp.Literal) and path.is_string and not path.name.startswith("$"):
        node.set("expression", text("$." + path.name))
    return node if isinstance(node.parent, (exp.Cast, exp.TryCast, exp.Paren)) else exp.Paren(this=node)


def _path(path: exp.JSONPath) -> str:
    printed = "$"
    for part in path.expressions:
        if isinstance(part, exp.JSONPathKey):
            printed += f".{_key(str(part.this))}"
        elif isinstance(part, exp.JSONPathSubscript):
            printed += f"[{part.this}]" if isinstance(part.this, int) else f".{_key(str(part.this))}"
        elif not isinstance(part, exp.JSONPathRoot):
            raise unsupported(f"path element {part!r}")
    return printed


def _key(key: str) -> str:
    return '"' + key.replace('"', '\\"') + '"'


@handles(exp.Bracket)
def _bracket(rewriter: Rewriter, node: exp.Bracket) -> exp.Expression:
    index = node.expressions[0]
    if isinstance(index, exp.Literal):
        path: exp.Expression = text(f"$.{_key(index.name)}" if index.is_string else f"$[{index.name}]")
    elif isinstance(index, exp.Cast) or not isinstance(index, (exp.Add, exp.Sub)):
        path = exp.Case(ifs=[exp.If(this=exp.EQ(this=call("typeof", index.copy()), expression=text("VARCHAR")),
                                    true=exp.DPipe(this=exp.DPipe(this=text('$."'), expression=cast(index.copy(), "TEXT")), expression=text('"')))],
                        default=exp.DPipe(this=exp.DPipe(this=text("$["), expression=cast(index.copy(), "TEXT")), expression=text("]")))
    else:
        path = exp.DPipe(this=exp.DPipe(this=text("$["), expression=cast(index, "TEXT")), expression=text("]"))
    return exp.Paren(this=exp.JSONExtract(this=node.this, expression=path))


@function("GET")
def _get(rewriter: Rewriter, node: exp.Anonymous) -> exp.Expression:
    return _bracket(rewriter, exp.Bracket(this=node.expressions[0], expressions=[node.expressions[1]]))


def _object(rewriter: Rewriter, pairs: list[tuple[exp.Expression, exp.Expression]], keep_null: bool) -> exp.Expression:
    """Text put together with concat_ws, which leaves out NULLs just as OBJECT_CONSTRUCT does."""
    members = []
    for key, value in pairs:
        name = text(key.name) if isinstance(key, exp.Identifier) else key
        printed: exp.Expression = cast(call("_local.sf_json", value), "TEXT")
        if keep_null:
            printed = exp.Coalesce(this=printed, expressions=[text("null")])
        members.append(exp.DPipe(this=exp.DPipe(this=cast(call("to_json", cast(name, "TEXT")), "TEXT"), expression=text(":")), expression=printed))
    inner = call("concat_ws", text(","), *members) if members else text("")
    return cast(exp.Paren(this=exp.DPipe(this=exp.DPipe(this=text("{"), expression=inner), expression=text("}"))), "JSON")


@handles(exp.Struct)
def _struct(rewriter: Rewriter, node: exp.Struct) -> exp.Expression:
    pairs = []
    for entry in node.expressions:
        if isinstance(entry, exp.PropertyEQ):
            pairs.append((entry.this, entry.expression))
        else:
            raise unsupported("OBJECT_CONSTRUCT with an argument that is not a pair")
    return _object(rewriter, pairs, keep_null=False)


@function("OBJECT_CONSTRUCT", "OBJECT_CONSTRUCT_KEEP_NULL")
def _object_construct(rewriter: Rewriter, node: exp.Anonymous) -> exp.Expression:
    items = node.expressions
    return _object(rewriter, list(zip(items[::2], items[1::2])), str(node.this).upper().endswith("KEEP_NULL"))


@handles(exp.JSONObject)
def _json_object(rewriter: Rewriter, node: exp.JSONObject) -> exp.Expression:
    return _object(rewriter, [(pair.this, pair.expression) for pair in node.expressions], keep_null=True)


@handles(exp.StarMap)
def _star_map(rewriter: Rewriter, node: exp.StarMap) -> exp.Expression:
    star = node.this
    if isinstance(star, exp.Column) and star.table:
        source: exp.Expression = exp.column(exp.to_identifier(star.table, quoted=True))
    else:
        source = exp.Anonymous(this="STRUCT_PACK", expressions=[exp.var("*COLUMNS(*)")])
    return call("_local.sf_strip_nulls", call("to_json", source))


@handles(exp.Array)
def _array(rewriter: Rewriter, node: exp.Array) -> exp.Expression:
    return call("json_array", *[call("_local.sf_json", element) for element in node.expressions])


@function("ARRAY_CONSTRUCT")
def _array_construct(rewriter: Rewriter, node: exp.Anonymous) -> exp.Expression:
    return call("json_array", *[call("_local.sf_json", element) for element in node.expressions])


@handles(exp.ArrayAgg)
def _array_agg(rewriter: Rewriter, node: exp.ArrayAgg) -> exp.Expression:
    # the outermost of ARRAY_AGG, WITHIN GROUP and OVER is what becomes JSON
    return node if isinstance(node.parent, (exp.WithinGroup, exp.Window)) else _aggregated(node)


def _aggregated(node: exp.Expression) -> exp.Expression:
    for aggregate in node.find_all(exp.ArrayAgg):
        target = aggregate.this
        order = target if isinstance(target, exp.Order) else None
        distinct = target if isinstance(target, exp.Distinct) else None
        if distinct is not None and isinstance(node, exp.WithinGroup):
            # what is sorted by must be what is made distinct
            continue
        if distinct is not None:
            distinct.set("expressions", [call("_local.sf_json", element) for element in distinct.expressions])
        elif order is None:
            aggregate.set("this", call("_local.sf_json", target))
    return exp.Coalesce(this=call("to_json", node.copy()), expressions=[cast(text("[]"), "JSON")])


@handles(exp.WithinGroup)
def _within_group(rewriter: Rewriter, node: exp.WithinGroup) -> exp.Expression:
    if isinstance(node.this, exp.ArrayAgg) and not isinstance(node.parent, exp.Window):
        return _aggregated(node)
    if isinstance(node.this, (exp.GroupConcat,)) and not isinstance(node.parent, exp.Window):
        return exp.Coalesce(this=node.copy(), expressions=[text("")])
    return node


@handles(exp.GroupConcat)
def _listagg(rewriter: Rewriter, node: exp.GroupConcat) -> exp.Expression:
    if isinstance(node.parent, (exp.WithinGroup, exp.Window)):
        return node
    return exp.Coalesce(this=node.copy(), expressions=[text("")])


@handles(exp.Window)
def _window(rewriter: Rewriter, node: exp.Window) -> exp.Expression:
    if isinstance(node.this, exp.Avg):
        return average(rewriter, node)
    return _aggregated(node) if isinstance(node.this, (exp.ArrayAgg,)) else node


@handles(exp.ObjectAgg, exp.JSONObjectAgg)
def _object_agg(rewriter: Rewriter, node: exp.Expression) -> exp.Expression:
    key, value = node.this, node.expression
    # a NULL key or value makes the member NULL, and string_agg leaves NULLs out, as OBJECT_AGG does
    member = exp.DPipe(this=exp.DPipe(this=cast(call("to_json", cast(key, "TEXT")), "TEXT"), expression=text(":")),
                       expression=cast(call("_local.sf_json", value), "TEXT"))
    members = exp.Coalesce(this=call("string_agg", member, text(",")), expressions=[text("")])
    return cast(exp.Paren(this=exp.DPipe(this=exp.DPipe(this=text("{"), expression=members), expression=text("}"))), "JSON")


@handles(exp.ArraySize)
def _array_size(rewriter: Rewriter, node: exp.ArraySize) -> exp.Expression:
    return exp.Case(ifs=[exp.If(this=exp.EQ(this=call("json_type", node.this), expression=text("ARRAY")),
                                true=call("json_array_length", node.this.copy()))])


@handles(exp.JSONKeys)
def _object_keys(rewriter: Rewriter, node: exp.JSONKeys) -> exp.Expression:
    return call("to_json", call("json_keys", node.this))


@function("OBJECT_KEYS")
def _object_keys_function(rewriter: Rewriter, node: exp.Anonymous) -> exp.Expression:
    return call("to_json", call("json_keys", node.expressions[0]))


@handles(exp.ArrayContains)
def _array_contains(rewriter: Rewriter, node: exp.ArrayContains) -> exp.Expression:
    return call("json_contains", node.this, call("_local.sf_json", node.expression))


@handles(exp.Split)
def _split(rewriter: Rewriter, node: exp.Split) -> exp.Expression:
    return call("to_json", node.copy())


@handles(*_COMPARISONS)
def _comparison(rewriter: Rewriter, node: exp.Expression) -> exp.Expression:
    left, right = node.this, node.expression
    for mine, other, key in ((left, right, "this"), (right, left, "expression")):
        if rewriter.is_variant(mine) and not rewriter.is_variant(other):
            number = isinstance(other, (exp.Literal, exp.Neg)) and not other.is_string
            node.set(key, cast(mine, "DECIMAL(38, 12)") if number else as_text(rewriter, mine))
    return node


@handles(*_TEXT_FUNCTIONS)
def _text_function(rewriter: Rewriter, node: exp.Expression) -> exp.Expression:
    for key in ("this", "expression"):
        if rewriter.is_variant(node.args.get(key)):
            node.set(key, as_text(rewriter, node.args[key]))
    if isinstance(node, exp.Concat):
        node.set("expressions", [as_text(rewriter, part) if rewriter.is_variant(part) else part for part in node.expressions])
    return node


@handles(exp.In)
def _in(rewriter: Rewriter, node: exp.In) -> exp.Expression:
    if rewriter.is_variant(node.this):
        node.set("this", as_text(rewriter, node.this))
    return node


@handles(exp.TableFromRows, exp.Lateral)
def _flatten(rewriter: Rewriter, node: exp.Expression) -> exp.Expression:
    """FLATTEN as a subquery over json_each, which reads many megabytes in one pass."""
    explode = node.this
    if isinstance(explode, exp.Generator):
        return _generator(node, explode)
    if not isinstance(explode, exp.Explode):
        return node
    arguments = {}
    for argument in [explode.this, *explode.expressions]:
        if isinstance(argument, exp.Kwarg):
            arguments[str(argument.this.name).upper()] = argument.expression
        else:
            arguments["INPUT"] = argument
    outer = arguments.get("OUTER")
    if set(arguments) - {"INPUT", "OUTER", "PATH", "MODE"}:
        raise unsupported("FLATTEN with " + ", ".join(sorted(set(arguments) - {"INPUT", "OUTER", "PATH", "MODE"})))
    source = arguments["INPUT"]
    if "PATH" in arguments:
        source = exp.Paren(this=exp.JSONExtract(this=source, expression=text("$." + arguments["PATH"].name)))
    sql = exp.Paren(this=cast(source, "JSON")).sql(dialect="duckdb")
    query = (f"SELECT 1 AS \"SEQ\", CASE WHEN fullkey NOT LIKE '$[%' THEN key END AS \"KEY\", substr(fullkey, CASE WHEN fullkey LIKE '$[%' "
             "THEN 2 ELSE 3 END) AS \"PATH\", CASE WHEN fullkey LIKE '$[%' THEN CAST(key AS BIGINT) END AS \"INDEX\", "
             f"value AS \"VALUE\", {sql} AS \"THIS\" FROM json_each({sql}) WHERE fullkey <> '$'")
    if isinstance(outer, exp.Boolean) and outer.this:
        query += (" UNION ALL SELECT 1, NULL, NULL, NULL, NULL, " + sql +
                  f" WHERE (SELECT count(*) FROM json_each({sql}) WHERE fullkey <> '$') = 0")
    alias = node.args.get("alias")
    name = alias.this.copy() if alias and alias.this else exp.to_identifier("_flatten", quoted=True)
    return exp.Subquery(this=exp.maybe_parse(query, dialect="duckdb"), alias=exp.TableAlias(this=name), joins=node.args.get("joins"))


def _generator(node: exp.Expression, generator: exp.Generator) -> exp.Expression:
    count = generator.args.get("rowcount")
    if count is None:
        raise unsupported("GENERATOR without ROWCOUNT")
    alias = node.args.get("alias")
    name = alias.this.copy() if alias and alias.this else exp.to_identifier("_generator", quoted=True)
    query = exp.maybe_parse(f"SELECT 1 FROM range({count.sql(dialect='duckdb')})", dialect="duckdb")
    return exp.Subquery(this=query, alias=exp.TableAlias(this=name), joins=node.args.get("joins"))
