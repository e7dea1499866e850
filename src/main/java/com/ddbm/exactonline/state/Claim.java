package com.ddbm.exactonline.state;

/**
 * The right to work on a run: a lease on its configuration.
 *
 * @param run what to do
 * @param holder who holds it (a random id)
 * @param generation raised by every takeover; checked by the first statement of every publish
 * @param resumed whether the run was begun by an earlier holder or waited
 */
public record Claim(RunRecord run, String holder, long generation, boolean resumed) {}
