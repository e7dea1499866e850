/**
 * Snowflake as seen from here: identifiers, types, staging, merge, grants, tasks, secrets. It uses
 * nothing of ours but the error list; every statement we send to target tables is written here.
 */
package com.ddbm.exactonline.warehouse;
