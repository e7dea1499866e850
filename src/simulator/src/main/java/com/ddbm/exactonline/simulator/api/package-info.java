/** Everything under {@code /api/v1}: who may ask, what is refused and how, which rows answer. */
package com.ddbm.exactonline.simulator.api;
