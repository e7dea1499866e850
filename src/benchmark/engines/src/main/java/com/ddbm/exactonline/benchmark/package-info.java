/**
 * Our own engines of the benchmark: {@code floor}, a bare program, and {@code engine}, the
 * connector's engine with DuckDB in the place of Snowflake. What an engine gets and gives is in
 * {@code src/benchmark/README.md}. Never shipped.
 */
package com.ddbm.exactonline.benchmark;
