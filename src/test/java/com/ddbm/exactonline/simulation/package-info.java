/**
 * Deterministic simulation of the whole engine: the production classes over ports in memory, a
 * virtual clock, one thread, no sockets. A seed makes a schedule of changes, faults, crashes and
 * races; after it everything is compared with the truth. Nothing here may wait for real time.
 */
package com.ddbm.exactonline.simulation;
