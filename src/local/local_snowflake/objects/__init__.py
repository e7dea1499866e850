"""Application, roles, grants, secrets, network access, procedures, tasks and billing of the local Snowflake."""
