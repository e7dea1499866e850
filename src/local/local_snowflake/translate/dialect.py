"""Snowflake's grammar as the parser knows it, except for the functions whose arguments it would interpret too early."""

from __future__ import annotations

from sqlglot.dialects.snowflake import Snowflake

# the parser turns these formats into those of another language and loses quoted parts and offsets on the way
_KEPT_AS_WRITTEN = {"TO_TIMESTAMP", "TO_TIMESTAMP_NTZ", "TO_TIMESTAMP_TZ", "TO_TIMESTAMP_LTZ", "TRY_TO_TIMESTAMP", "TRY_TO_TIMESTAMP_NTZ",
                    "TRY_TO_TIMESTAMP_TZ", "TRY_TO_TIMESTAMP_LTZ", "TO_CHAR", "TO_VARCHAR", "TO_DATE", "TRY_TO_DATE", "TO_TIME", "TRY_TO_TIME",
                    "TO_BINARY", "TRY_TO_BINARY", "TO_NUMBER", "TO_NUMERIC", "TO_DECIMAL", "TRY_TO_NUMBER", "TRY_TO_NUMERIC", "TRY_TO_DECIMAL",
                    "TO_DOUBLE", "TRY_TO_DOUBLE", "TO_BOOLEAN", "TRY_TO_BOOLEAN"}


class LocalSnowflake(Snowflake):
    """Used for reading only."""

    class Parser(Snowflake.Parser):
        """Snowflake's parser without those functions."""

        FUNCTIONS = {name: build for name, build in Snowflake.Parser.FUNCTIONS.items() if name not in _KEPT_AS_WRITTEN}
