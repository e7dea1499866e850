/**
 * Connections, configurations, schedules, runs, cursors, calls: records and their repositories. It
 * may use warehouse and errors.
 */
package com.ddbm.exactonline.state;
