package com.ddbm.exactonline.procedures;

import com.ddbm.exactonline.errors.ErrorCode;

/**
 * One thing wrong with the arguments of a call.
 *
 * @param argument the argument or the setting, as the user knows it
 * @param message what is wrong with it, a sentence
 * @param error the entry of the error list that says just this; EO_1001 when there is none
 */
record Fault(String argument, String message, ErrorCode error) {}
