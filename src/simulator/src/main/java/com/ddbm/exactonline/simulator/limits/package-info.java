/** Calls a minute and a day, and the block after too many errors. */
package com.ddbm.exactonline.simulator.limits;
