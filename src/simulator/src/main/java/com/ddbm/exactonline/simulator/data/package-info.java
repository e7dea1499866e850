/**
 * Values: every one follows from seed, division, row number and version; nothing is kept here. Each
 * way of showing values is a sink.
 */
package com.ddbm.exactonline.simulator.data;
