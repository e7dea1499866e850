/**
 * The JVM in which the local Snowflake runs Java procedures.
 *
 * <p>The server starts it, writes calls as JSON lines to its standard input and reads results from
 * its standard output. Each call has a Snowpark session of its own, sees the secrets its procedure
 * declares and reaches the hosts its integration opens; nothing else.
 */
package com.ddbm.exactonline.local.host;
