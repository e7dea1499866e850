/**
 * The error list and the exception that carries an entry of it.
 *
 * <p>Every other package may use this one; it uses nothing of ours. A new failure gets a new number
 * here, with a sentence, a remedy and a side, and thereby a line in the documentation.
 */
package com.ddbm.exactonline.errors;
