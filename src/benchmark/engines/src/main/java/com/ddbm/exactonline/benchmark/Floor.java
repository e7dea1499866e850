package com.ddbm.exactonline.benchmark;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStreamWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * What a good programmer writes in an afternoon, and the least that the job takes: divisions side
 * by side, pages parsed as a stream into compressed CSV, one load and one merge by key. No limits,
 * no checkpoints, no hashes, no second endpoint: it is a floor, not a product.
 */
final class Floor implements Main.Engine {

  private static final String TABLE = "FINANCIAL_TRANSACTION_LINES";
  private static final int AT_ONCE = 12; // as many as our engine
  private static final int TRANSACTION_LINES = 1; // EntityType in sync/Deleted (facts, section 6)

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final JsonFactory json = new JsonFactory();
  private final ObjectMapper mapper = new ObjectMapper();

  /** What a division brought. */
  private record Fetched(
      int division, Path rows, long count, long highest, List<Object[]> gone, long logHighest) {}

  @Override
  public long run(Job job) throws Exception {
    if (!job.endpoints().equals(List.of("financial_transaction_lines"))) {
      throw new IllegalArgumentException("The floor knows transaction lines only.");
    }
    Files.createDirectories(job.state());
    Path file = job.state().resolve("cursors.json");
    ObjectNode cursors =
        Files.exists(file) ? (ObjectNode) mapper.readTree(file.toFile()) : mapper.createObjectNode();
    ExecutorService pool = Executors.newFixedThreadPool(Math.min(AT_ONCE, job.divisions().size()));
    List<Fetched> all = new ArrayList<>();
    try {
      List<Callable<Fetched>> tasks = new ArrayList<>();
      for (int division : job.divisions()) {
        JsonNode before = cursors.path(Integer.toString(division));
        tasks.add(
            () -> fetch(job, division, before.path("rows").asLong(1), before.path("log").asLong(1)));
      }
      for (Future<Fetched> each : pool.invokeAll(tasks)) {
        all.add(each.get());
      }
    } finally {
      pool.shutdownNow();
    }
    load(job, all);
    for (Fetched each : all) {
      ObjectNode node = cursors.putObject(Integer.toString(each.division()));
      node.put("rows", each.highest()).put("log", each.logHighest());
      Files.deleteIfExists(each.rows());
    }
    Files.write(file, mapper.writeValueAsBytes(cursors));
    return all.stream().mapToLong(Fetched::count).sum();
  }

  private Fetched fetch(Job job, int division, long from, long logFrom) throws Exception {
    Path file = job.state().resolve("rows-" + division + ".csv.gz");
    String select =
        String.join(",", job.columns().stream().map(Job.Property::name).toList());
    Map<String, Integer> places = new HashMap<>();
    boolean[] text = new boolean[job.columns().size()];
    for (int index = 0; index < text.length; index++) {
      places.put(job.columns().get(index).name(), index);
      text[index] = quoted(job.columns().get(index).type());
    }
    int timestamp = places.get("Timestamp");
    long[] seen = {0, from};
    try (BufferedWriter csv =
        new BufferedWriter(
            new OutputStreamWriter(new Gzip(Files.newOutputStream(file)), StandardCharsets.UTF_8),
            1 << 16)) {
      pages(
          job,
          job.url() + "/api/v1/" + division + "/sync/Financial/TransactionLines?$select=" + select
              + "&$filter=Timestamp%20gt%20" + from + "L",
          places,
          values -> {
            seen[0]++;
            seen[1] = Math.max(seen[1], Long.parseLong(values[timestamp]));
            csv.write(Integer.toString(division));
            for (int index = 0; index < values.length; index++) {
              csv.write(',');
              write(csv, values[index], text[index], job.columns().get(index).type());
            }
            csv.write('\n');
          });
    }
    List<Object[]> gone = new ArrayList<>();
    long[] log = {logFrom};
    Map<String, Integer> logPlaces =
        Map.of("Timestamp", 0, "EntityKey", 1, "EntityType", 2);
    pages(
        job,
        job.url() + "/api/v1/" + division
            + "/sync/Deleted?$select=Timestamp,EntityKey,EntityType&$filter=Timestamp%20gt%20"
            + logFrom + "L",
        logPlaces,
        values -> {
          long version = Long.parseLong(values[0]);
          log[0] = Math.max(log[0], version);
          if (Integer.parseInt(values[2]) == TRANSACTION_LINES) {
            gone.add(new Object[] {division, values[1], version});
          }
        });
    return new Fetched(division, file, seen[0], seen[1], gone, log[0]);
  }

  private interface Rows {
    void row(String[] values) throws IOException;
  }

  private void pages(Job job, String first, Map<String, Integer> places, Rows rows)
      throws IOException, InterruptedException {
    for (String url = first; url != null; ) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(url.replace(" ", "%20")))
              .header("Authorization", "Bearer " + job.token())
              .header("Accept", "application/json")
              .build();
      HttpResponse<InputStream> answer =
          http.send(request, HttpResponse.BodyHandlers.ofInputStream());
      if (answer.statusCode() != 200) {
        throw new IOException("status " + answer.statusCode() + " for " + url);
      }
      String[] values = new String[places.size()];
      url = null;
      try (InputStream body = answer.body();
          JsonParser parser = json.createParser(body)) {
        int depth = 0;
        for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
          if (token == JsonToken.START_OBJECT && ++depth == 3) {
            row(parser, places, values);
            depth--;
            rows.row(values);
          } else if (token == JsonToken.END_OBJECT) {
            depth--;
          } else if (token == JsonToken.FIELD_NAME && "__next".equals(parser.currentName())) {
            parser.nextToken();
            url = parser.getText();
          } else if (token == JsonToken.START_ARRAY && depth == 1) {
            depth = 2; // "d" is the array of rows itself
          }
        }
      }
    }
  }

  private static void row(JsonParser parser, Map<String, Integer> places, String[] values)
      throws IOException {
    java.util.Arrays.fill(values, null);
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      Integer place = places.get(parser.currentName());
      JsonToken value = parser.nextToken();
      if (place == null) {
        parser.skipChildren();
      } else if (value != JsonToken.VALUE_NULL) {
        values[place] = parser.getText();
      }
    }
  }

  private static boolean quoted(String type) {
    return type.equals("Edm.String") || type.equals("Edm.Guid") || type.equals("Edm.Binary");
  }

  private static void write(BufferedWriter csv, String value, boolean text, String type)
      throws IOException {
    if (value == null) {
      return;
    }
    if (text) {
      csv.write('"');
      csv.write(value.indexOf('"') < 0 ? value : value.replace("\"", "\"\""));
      csv.write('"');
    } else if (type.equals("Edm.DateTime")) {
      // "/Date(1700000000000)/": the wall clock, as milliseconds
      csv.write(value, 6, value.indexOf(')') - 6);
    } else {
      csv.write(value);
    }
  }

  private void load(Job job, List<Fetched> all) {
    try (DuckDb duck = new DuckDb(job.database(), job.memory())) {
      boolean fresh = !duck.hasTable(TABLE);
      StringBuilder columns = new StringBuilder("'_DIVISION': 'INTEGER'");
      StringBuilder selected = new StringBuilder("_DIVISION");
      for (Job.Property column : job.columns()) {
        String name = column.name().toUpperCase(java.util.Locale.ROOT);
        boolean date = column.type().equals("Edm.DateTime");
        columns.append(", '").append(name).append("': '").append(type(column.type())).append("'");
        selected
            .append(", ")
            .append(date ? "epoch_ms(" + name + ")::TIMESTAMP_MS AS " + name : name);
      }
      String files =
          String.join(
              ",", all.stream().map(each -> "'" + each.rows() + "'").toList());
      String read =
          "SELECT " + selected + " FROM read_csv([" + files + "], header = false, delim = ',',"
              + " quote = '\"', escape = '\"', nullstr = '', allow_quoted_nulls = false, auto_detect = false, new_line = '\\n',"
              + " columns = {" + columns + "})";
      duck.begin();
      long rows = all.stream().mapToLong(Fetched::count).sum();
      String newest =
          " QUALIFY row_number() OVER (PARTITION BY _DIVISION, ID ORDER BY TIMESTAMP DESC) = 1";
      if (fresh) {
        duck.execute("CREATE TABLE " + TABLE + " AS " + read);
      } else if (rows > 0) {
        duck.execute("CREATE TEMP TABLE staged AS SELECT * FROM (" + read + ")" + newest);
        duck.execute(
            "DELETE FROM " + TABLE + " USING staged WHERE " + TABLE
                + "._DIVISION = staged._DIVISION AND " + TABLE + ".ID = staged.ID");
        duck.execute("INSERT INTO " + TABLE + " SELECT * FROM staged");
        duck.execute("DROP TABLE staged");
      }
      List<Object[]> gone = all.stream().flatMap(each -> each.gone().stream()).toList();
      if (!gone.isEmpty() && !fresh) {
        duck.execute(
            "CREATE TEMP TABLE gone (_DIVISION INTEGER, ENTITYKEY VARCHAR, VERSION BIGINT)");
        for (int begin = 0; begin < gone.size(); begin += 500) {
          List<Object[]> some = gone.subList(begin, Math.min(gone.size(), begin + 500));
          String places = String.join(",", some.stream().map(each -> "(?,?,?)").toList());
          duck.execute(
              "INSERT INTO gone VALUES " + places,
              some.stream().flatMap(java.util.Arrays::stream).toArray());
        }
        for (String key : List.of("ID", "ENTRYID")) {
          duck.execute(
              "DELETE FROM " + TABLE + " USING gone WHERE " + TABLE
                  + "._DIVISION = gone._DIVISION AND " + TABLE + "." + key
                  + " = gone.ENTITYKEY AND " + TABLE + ".TIMESTAMP <= gone.VERSION");
        }
        duck.execute("DROP TABLE gone");
      }
      duck.commit();
    }
  }

  private static String type(String edm) {
    return switch (edm) {
      case "Edm.Int64", "Edm.Int32", "Edm.Int16", "Edm.Byte", "Edm.DateTime" -> "BIGINT";
      case "Edm.Double", "Edm.Decimal" -> "DECIMAL(38,12)";
      case "Edm.Boolean" -> "BOOLEAN";
      default -> "VARCHAR";
    };
  }

  /** Fast rather than small: these files live for seconds. */
  private static final class Gzip extends GZIPOutputStream {
    Gzip(java.io.OutputStream output) throws IOException {
      super(output, 1 << 16);
      def.setLevel(Deflater.BEST_SPEED);
    }
  }
}
