"""The HTTP protocol of Snowflake's clients."""
