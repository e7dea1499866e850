/** The only package that knows the web server. */
package com.ddbm.exactonline.simulator.http;
