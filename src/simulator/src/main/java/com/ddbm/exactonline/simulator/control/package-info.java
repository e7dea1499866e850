/**
 * Everything under {@code /simulator}: changes, orders and looks behind the scenes. The only
 * package that tests and scripts speak to.
 */
package com.ddbm.exactonline.simulator.control;
