/** Sign-in and tokens, of which hashes only are kept. */
package com.ddbm.exactonline.simulator.oauth;
