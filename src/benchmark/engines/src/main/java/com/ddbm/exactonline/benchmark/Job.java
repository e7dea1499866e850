package com.ddbm.exactonline.benchmark;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * What the harness asks for, from the environment (src/benchmark/README.md).
 *
 * @param url where Exact Online is, without a slash at its end
 * @param columns of transaction lines
 * @param memory DuckDB's limit, or null
 * @param warm whether the same is done once more
 */
record Job(
    String url,
    String token,
    List<Integer> divisions,
    List<String> endpoints,
    List<Property> columns,
    Path database,
    Path state,
    String memory,
    boolean warm) {

  /** A property as {@code Name:Edm.Type}. */
  record Property(String name, String type) {
    static Property of(String text) {
      int colon = text.indexOf(':');
      return colon < 0
          ? new Property(text, "Edm.String")
          : new Property(text.substring(0, colon), text.substring(colon + 1));
    }
  }

  static Job fromEnvironment() {
    Map<String, String> given = System.getenv();
    String url = need(given, "BENCHMARK_URL");
    return new Job(
        url.endsWith("/") ? url.substring(0, url.length() - 1) : url,
        need(given, "BENCHMARK_TOKEN"),
        list(need(given, "BENCHMARK_DIVISIONS")).stream().map(Integer::valueOf).toList(),
        list(given.getOrDefault("BENCHMARK_ENDPOINTS", "financial_transaction_lines")),
        list(given.getOrDefault("BENCHMARK_COLUMNS", "")).stream().map(Property::of).toList(),
        Path.of(need(given, "BENCHMARK_DATABASE")),
        Path.of(need(given, "BENCHMARK_STATE")),
        given.get("BENCHMARK_MEMORY"),
        "1".equals(given.get("BENCHMARK_WARM")));
  }

  private static String need(Map<String, String> given, String name) {
    String value = given.get(name);
    if (value == null || value.isEmpty()) {
      throw new IllegalArgumentException("The environment lacks " + name + ".");
    }
    return value;
  }

  private static List<String> list(String text) {
    return Arrays.stream(text.split(",")).filter(each -> !each.isEmpty()).toList();
  }
}
