/** Tariff, charges and billing events. It may use state, warehouse and errors. */
package com.ddbm.exactonline.billing;
