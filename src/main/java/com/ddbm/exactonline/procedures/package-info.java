/**
 * What Snowflake calls: thin static entries, one class per subject, arguments in, Outcome out. May
 * use everything; nothing may use it.
 */
package com.ddbm.exactonline.procedures;
