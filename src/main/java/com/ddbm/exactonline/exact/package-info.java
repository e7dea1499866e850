/**
 * Exact Online as seen from here: sites, OAuth, limits, OData paging, its errors. It may use
 * catalogue and errors, never Snowflake.
 */
package com.ddbm.exactonline.exact;
