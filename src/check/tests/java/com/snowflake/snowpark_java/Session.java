package com.snowflake.snowpark_java;

/** Stands for Snowpark's class of this name: only the name matters to the check. */
public final class Session {}
