"""What Snowflake refuses and DuckDB would let pass."""

from __future__ import annotations

from sqlglot import exp

from local_snowflake.catalog import Catalog


def check(tree: exp.Expression, catalog: Catalog) -> None:
    """SqlError where Snowflake is stricter than DuckDB (the tree's names are exact and qualified)."""
