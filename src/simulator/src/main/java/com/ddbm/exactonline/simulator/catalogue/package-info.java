/** What Exact Online offers, read from the catalogue files the connector uses as well. */
package com.ddbm.exactonline.simulator.catalogue;
