/** The folder that survives a restart. */
package com.ddbm.exactonline.simulator.store;
