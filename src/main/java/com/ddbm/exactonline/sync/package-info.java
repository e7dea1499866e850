/**
 * The engine: plan, fetch, load, publish, cursors, deletions. It may use exact, catalogue and the
 * ports of warehouse and state; it holds no SQL, never sleeps and never asks for the time itself.
 */
package com.ddbm.exactonline.sync;
