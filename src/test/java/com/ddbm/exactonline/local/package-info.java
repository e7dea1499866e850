/** The local Snowflake as tests use it. */
package com.ddbm.exactonline.local;
