/** The failures ordered at the moment. What each of them does is with the part it meets. */
package com.ddbm.exactonline.simulator.faults;
