package com.ddbm.exactonline.exact;

import static org.assertj.core.api.Assertions.assertThat;

import com.ddbm.exactonline.catalogue.Catalogue;
import com.ddbm.exactonline.catalogue.Column;
import com.ddbm.exactonline.catalogue.EdmType;
import com.ddbm.exactonline.catalogue.Endpoint;
import com.ddbm.exactonline.catalogue.Strategy;
import com.ddbm.exactonline.exact.ExactApi.Division;
import com.ddbm.exactonline.exact.ExactApi.Right;
import com.ddbm.exactonline.exact.PageRequest.Everything;
import com.ddbm.exactonline.exact.PageRequest.Filter;
import com.ddbm.exactonline.exact.PageRequest.TimestampAfter;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import okhttp3.ConnectionSpec;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/**
 * The client with its real HTTP stack, custodian and limits against the simulator, which was
 * written from the same facts and shares no code with it.
 */
@EnabledIf("isBuilt")
class AgainstSimulatorTest {

  private static final String BACK = "https://example.test/back";
  private static Simulator simulator;
  private static OkHttpTransport http;

  static boolean isBuilt() {
    return Simulator.isBuilt();
  }

  @BeforeAll
  static void start() throws IOException {
    simulator = Simulator.start("--divisions", "2", "--rows", "1500");
    http =
        new OkHttpTransport(
            new OkHttpClient.Builder().connectionSpecs(List.of(ConnectionSpec.CLEARTEXT)));
  }

  @AfterAll
  static void stop() {
    http.close();
    simulator.close();
  }

  /** Sleeping moves the clock of the simulator instead of taking time. */
  private static final class SharedClock implements Clock {
    private Duration ahead = Duration.ZERO;
    private Duration slept = Duration.ZERO;

    @Override
    public Instant now() {
      return Instant.now().plus(ahead);
    }

    @Override
    public void sleep(Duration duration) throws InterruptedException {
      long seconds = duration.plusMillis(999).toSeconds();
      try {
        simulator.post("/simulator/clock", "{\"advance_seconds\":" + seconds + "}");
      } catch (IOException exception) {
        throw new AssertionError(exception);
      }
      ahead = ahead.plusSeconds(seconds);
      slept = slept.plusSeconds(seconds);
    }
  }

  private final SharedClock clock = new SharedClock();
  private final MemoryVault vault = new MemoryVault(Site.NL, Simulator.CLIENT_ID);
  private final TokenCustodian custodian =
      new TokenCustodian(vault, new ExactOAuth(simulator.led(http), clock), clock, "this test");
  private final LearnedCallBudget budget = new LearnedCallBudget(20_000, List.of());
  private final ExactClient client =
      new ExactClient(
          "exact",
          Site.NL,
          simulator.led(http),
          custodian,
          budget,
          clock,
          ExactClient.PATIENCE_OF_QUESTIONS);

  private void signIn() throws IOException, InterruptedException {
    RedirectedAddress address = RedirectedAddress.parse(simulator.signIn(BACK));
    custodian.authorize("exact", Simulator.CLIENT_SECRET, address.code(), BACK);
  }

  @Test
  void everyEndpointEqualsTheTruthColumnByColumn() throws Exception {
    signIn();
    assertThat(client.me().currentDivision()).isPositive();
    List<Division> divisions = client.divisions();
    assertThat(divisions).hasSize(2);
    for (Endpoint endpoint : Catalogue.get().endpoints()) {
      int division = divisions.get(1).code();
      List<Map<String, String>> expected =
          simulator
              .rows("/simulator/truth?division=" + division + "&endpoint=" + endpoint.id())
              .stream()
              .map(row -> canonical(endpoint, row))
              .toList();
      RecordingSink sink = chain(division, endpoint);
      assertThat(sink.rows()).as(endpoint.id()).containsExactlyInAnyOrderElementsOf(expected);
      assertThat(sink.extras()).as(endpoint.id()).containsOnlyNulls();
      assertThat(client.mayRead(division, endpoint)).as(endpoint.id()).isEqualTo(Right.GRANTED);
    }
  }

  @Test
  void withLimitsOnNoCallIsEverRefused() throws Exception {
    signIn();
    simulator.post("/simulator/limits", "{\"on\":true,\"per_minute\":60,\"per_day\":5000}");
    try {
      Endpoint assets = Catalogue.get().require("hrm_cost_centers");
      int division = client.divisions().get(0).code();
      for (int round = 0; round < 150; round++) {
        chain(division, assets);
      }
      assertThat(budget.usage()).allMatch(usage -> usage.answers429() == 0);
      assertThat(clock.slept).isBetween(Duration.ofMinutes(1), Duration.ofMinutes(4));
    } finally {
      simulator.post("/simulator/limits", "{\"on\":false}");
    }
  }

  @Test
  void aDateIsTranslatedIntoATimestampToBeginWith() throws Exception {
    signIn();
    int division = client.divisions().get(0).code();
    Endpoint lines = Catalogue.get().require("financial_transaction_lines");
    LocalDateTime moment = LocalDateTime.parse("2025-06-01T00:00:00");
    long timestamp = client.timestampAt(division, lines, moment);
    List<Map<String, String>> later = new ArrayList<>();
    for (Map<String, String> row : chain(division, lines).rows()) {
      if (Long.parseLong(row.get("TIMESTAMP")) >= timestamp) {
        later.add(row);
      }
    }
    assertThat(later).isNotEmpty();
    assertThat(chain(division, lines, new TimestampAfter(timestamp - 1)).rows())
        .containsExactlyInAnyOrderElementsOf(later);
  }

  private RecordingSink chain(int division, Endpoint endpoint) throws InterruptedException {
    boolean rowVersion = endpoint.strategy() == Strategy.ROW_VERSION;
    return chain(division, endpoint, rowVersion ? new TimestampAfter(1) : new Everything());
  }

  private RecordingSink chain(int division, Endpoint endpoint, Filter filter)
      throws InterruptedException {
    RecordingSink sink = new RecordingSink(endpoint);
    List<String> columns = endpoint.columns().stream().map(Column::name).toList();
    String link = null;
    do {
      Page page = client.page(new PageRequest(division, endpoint, columns, filter, link), sink);
      assertThat(page.refusedColumns()).isEmpty();
      link = page.nextLink();
    } while (link != null);
    return sink;
  }

  /** A row of the truth as its columns must hold it. */
  private static Map<String, String> canonical(Endpoint endpoint, JsonNode row) {
    Map<String, String> columns = new LinkedHashMap<>();
    for (Column column : endpoint.columns()) {
      JsonNode value = row.path(column.property());
      if (!value.isNull() && !value.isMissingNode()) {
        columns.put(column.name(), canonical(column.type(), value.asText()));
      }
    }
    return columns;
  }

  private static String canonical(EdmType type, String text) {
    return switch (type) {
      case DOUBLE, DECIMAL, INT64, INT32, INT16, BYTE -> {
        BigDecimal number = new BigDecimal(text).setScale(12, RoundingMode.HALF_EVEN);
        yield number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
      }
      case BINARY -> HexFormat.of().withUpperCase().formatHex(Base64.getDecoder().decode(text));
      case STRING, GUID, BOOLEAN, DATE_TIME -> text;
    };
  }
}
