"""Seeded schedules of faults, kills and races through a real local Snowflake, compared with the truth afterwards."""
