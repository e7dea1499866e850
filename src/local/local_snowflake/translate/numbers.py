"""Division and averages, exact where DuckDB would go through binary floating point."""

from __future__ import annotations

from sqlglot import exp

from local_snowflake.translate.rewrite import Rewriter, call, handles, text


@handles(exp.Div)
def _divide(rewriter: Rewriter, node: exp.Div) -> exp.Expression:
    if _is_float(rewriter, node.this) or _is_float(rewriter, node.expression):
        return exp.Case(ifs=[exp.If(this=exp.EQ(this=node.expression.copy(), expression=exp.Literal.number(0)),
                                    true=call("error", text("Division by zero")))], default=exp.Paren(this=node.copy()))
    return call("_local.sf_divide", node.this, node.expression)


@handles(exp.Avg)
def _average(rewriter: Rewriter, node: exp.Avg) -> exp.Expression:
    # the outermost of AVG and OVER is what is divided
    return node if isinstance(node.parent, exp.Window) else average(rewriter, node)


def average(rewriter: Rewriter, node: exp.Expression) -> exp.Expression:
    """An exact average of numbers in place of DuckDB's binary one; FLOAT stays as it is."""
    inner = node.find(exp.Avg)
    if inner is None or _is_float(rewriter, inner.this):
        return node
    parts = []
    for kind in (exp.Sum, exp.Count):
        part = node.copy()
        found = part.find(exp.Avg)
        assert found is not None
        replacement = kind(this=found.this.copy())
        if part is found:
            part = replacement
        else:
            found.replace(replacement)
        parts.append(part)
    return call("_local.sf_divide", parts[0], exp.Nullif(this=parts[1], expression=exp.Literal.number(0)))


_FLOAT_FUNCTIONS = (exp.Sqrt, exp.Ln, exp.Exp, exp.Pow, exp.Stddev, exp.Variance, exp.Corr)


def _is_float(rewriter: Rewriter, node: exp.Expression) -> bool:
    if isinstance(node, (exp.Paren, exp.Neg, exp.Sum, exp.Max, exp.Min)):
        return _is_float(rewriter, node.this)
    if isinstance(node, (exp.Cast, exp.TryCast)):
        return node.to.this in (exp.DataType.Type.DOUBLE, exp.DataType.Type.FLOAT)
    if isinstance(node, exp.Column):
        return node.name in rewriter.float_names
    if isinstance(node, exp.Literal):
        return not node.is_string and "E" in node.name.upper()
    return isinstance(node, _FLOAT_FUNCTIONS)
