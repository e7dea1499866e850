"""A Snowflake on this machine: the official clients connect unchanged, DuckDB does the work.

Parts: ``wire`` (HTTP protocol of the clients), ``engine`` and ``statements`` (what a statement does),
``translate`` (Snowflake's SQL to DuckDB's), ``objects`` (application, roles, grants, secrets, procedures, tasks),
``worksheet`` (the command line), ``process`` (one server per data folder).
"""
