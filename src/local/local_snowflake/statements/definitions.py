"""Column definitions: from the parsed declaration to DuckDB's, with what only Snowflake knows kept beside it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlglot import exp

from local_snowflake.errors import unsupported
from local_snowflake.names import literal, quote
from local_snowflake.session import Session
from local_snowflake.translate.rewrite import Rewriter
from local_snowflake.translate.types import describe_type, storage_type

if TYPE_CHECKING:
    from local_snowflake.engine import Engine


@dataclass
class Definition:
    """One column as it will be made."""

    name: str
    duck_type: str
    meta: dict[str, Any]
    nullable: bool = True
    default: str | None = None
    sequence: tuple[int, int] | None = None
    exists_ok: bool = False
    is_key: bool = False
    extra: dict[str, Any] = field(default_factory=dict)

    def sql(self, sequence_name: str | None = None) -> str:
        """The column in a CREATE TABLE of DuckDB."""
        parts = [quote(self.name), self.duck_type]
        if not self.nullable:
            parts.append("NOT NULL")
        if sequence_name is not None:
            parts.append(f"DEFAULT nextval({literal(sequence_name)})")
        elif self.default is not None:
            parts.append(f"DEFAULT ({self.default})")
        if self.meta.get("type") == "TEXT" and self.meta.get("length"):
            parts.append(f"CHECK (length({quote(self.name)}) <= {self.meta['length']})")
        return " ".join(parts)


def column(engine: Engine, session: Session, node: exp.ColumnDef) -> Definition:
    """Read one column definition (names exact)."""
    kind = node.args.get("kind")
    if not isinstance(kind, exp.DataType):
        raise unsupported(f"a column without a type ({node.name})")
    meta = describe_type(kind)
    definition = Definition(node.name, storage_type(kind).sql(dialect="duckdb"), meta, exists_ok=bool(node.args.get("exists")))
    for constraint in node.args.get("constraints") or []:
        _apply(engine, session, definition, constraint.args.get("kind"))
    return definition


def _apply(engine: Engine, session: Session, definition: Definition, constraint: exp.Expression | None) -> None:
    if isinstance(constraint, exp.NotNullColumnConstraint):
        definition.nullable = bool(constraint.args.get("allow_null"))
    elif isinstance(constraint, exp.CommentColumnConstraint):
        definition.meta["comment"] = constraint.this.name
    elif isinstance(constraint, exp.DefaultColumnConstraint):
        definition.meta["default"] = constraint.this.sql(dialect="snowflake")
        definition.default = expression(engine, session, constraint.this)
    elif isinstance(constraint, exp.PrimaryKeyColumnConstraint):
        definition.is_key, definition.nullable = True, False
    elif isinstance(constraint, (exp.UniqueColumnConstraint, exp.CollateColumnConstraint)):
        pass
    elif isinstance(constraint, exp.AutoIncrementColumnConstraint):
        definition.sequence = (1, 1)
    elif isinstance(constraint, exp.GeneratedAsIdentityColumnConstraint):
        start, step = constraint.args.get("start"), constraint.args.get("increment")
        definition.sequence = (int(start.name) if start is not None else 1, int(step.name) if step is not None else 1)
    else:
        raise unsupported(f"the column constraint {constraint.sql(dialect='snowflake') if constraint is not None else '?'}")
    if definition.sequence is not None:
        definition.meta["autoincrement"] = f"IDENTITY START {definition.sequence[0]} INCREMENT {definition.sequence[1]} NOORDER"


def expression(engine: Engine, session: Session, node: exp.Expression) -> str:
    """An expression without tables in DuckDB's words."""
    rewriter = Rewriter(engine.catalog, engine.context(session), session.variables, session.id, in_view=True)
    wrapped = exp.Select(expressions=[node.copy()])
    rewritten = rewriter.rewrite(wrapped)
    return rewritten.expressions[0].sql(dialect="duckdb", comments=False)
