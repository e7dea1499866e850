package com.ddbm.exactonline.procedures;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A setting as an object: the same description feeds the reader, the pages and the documentation.
 *
 * @param name key in the settings object, lower snake case
 * @param label for people
 * @param description what it does, one sentence
 * @param required whether creating needs it
 * @param kind what values it takes
 */
record Setting<T>(String name, String label, String description, boolean required, Kind<T> kind) {

  /** What values a setting takes. */
  interface Kind<T> {

    /**
     * Reads a value that is present and not null.
     *
     * @param complain told what is wrong, as often as needed; the value is then empty
     */
    Optional<T> read(JsonNode value, Consumer<String> complain);
  }

  static <T> Setting<T> required(String name, String label, String description, Kind<T> kind) {
    return new Setting<>(name, label, description, true, kind);
  }

  static <T> Setting<T> optional(String name, String label, String description, Kind<T> kind) {
    return new Setting<>(name, label, description, false, kind);
  }
}
