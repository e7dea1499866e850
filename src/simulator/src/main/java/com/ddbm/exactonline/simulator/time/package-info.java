/** The clock that tests can move. */
package com.ddbm.exactonline.simulator.time;
