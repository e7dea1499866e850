/**
 * In-memory twins of the ports, for tests: a target, a journal, an Exact Online and a clock. Each
 * behaves as its port's Javadoc says; the contract tests run on twin and real alike.
 */
package com.ddbm.exactonline.twins;
