"""Snowflake's SQL to DuckDB's: one rewrite of the syntax tree."""

from local_snowflake.translate import arrays, functions, moments, numbers, semistructured  # noqa: F401  (they register their handlers)
