/** Divisions and their rows: what the seed makes, what was changed since, and the journal of it. */
package com.ddbm.exactonline.simulator.world;
