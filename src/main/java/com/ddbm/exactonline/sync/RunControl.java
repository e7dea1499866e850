package com.ddbm.exactonline.sync;

import com.ddbm.exactonline.exact.ExactException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** What all workers of a run share: whether to stop, and what is refused for every division. */
final class RunControl {

  private volatile boolean stopped;
  private final Map<String, ExactException> missingScopes = new ConcurrentHashMap<>();

  /** Workers end after the page they are at. */
  void stop() {
    stopped = true;
  }

  boolean stopped() {
    return stopped;
  }

  /** The app registration lacks the scope of an endpoint: asking in other divisions is an error. */
  void scopeMissing(String endpoint, ExactException why) {
    missingScopes.putIfAbsent(endpoint, why);
  }

  Optional<ExactException> scopeMissing(String endpoint) {
    return Optional.ofNullable(missingScopes.get(endpoint));
  }
}
