package com.ddbm.exactonline.local;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledIf;

/**
 * A test that needs real SQL. It runs where the local Snowflake's Python environment is
 * (scripts/test makes it) and is skipped elsewhere; {@code -DexcludedGroups=local-snowflake} leaves
 * it out.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Tag("local-snowflake")
@EnabledIf(
    value = "com.ddbm.exactonline.local.LocalSnowflake#available",
    disabledReason = "no .venv/bin/python with src/local/requirements.txt")
public @interface OnLocalSnowflake {}
