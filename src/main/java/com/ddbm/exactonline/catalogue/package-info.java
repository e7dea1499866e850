/**
 * Exact Online's endpoints as data: the 58 of the product and all 440 collections, read from the
 * resource. It uses nothing of ours but the error list; the rest of the code only interprets it.
 */
package com.ddbm.exactonline.catalogue;
