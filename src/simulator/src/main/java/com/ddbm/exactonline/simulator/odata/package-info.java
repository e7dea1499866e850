/** Questions and pages of OData v2 as Exact speaks it. */
package com.ddbm.exactonline.simulator.odata;
