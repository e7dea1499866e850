package com.ddbm.exactonline.procedures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.ddbm.exactonline.state.CursorRecord;
import com.ddbm.exactonline.state.RunRecord.StepKey;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Estimates; expected figures are counted by hand from docs/cost-model.md. */
class EstimateServiceTest {

  /** Row version, pages of 1,000, deletions in the log. */
  private static final String ACCOUNTS = "crm_accounts";

  /** Modified, pages of 1,000 (bulk) or 60, keys compared. */
  private static final String COST_CENTERS = "hrm_cost_centers";

  private final InMemoryApp app = new InMemoryApp().withConfiguration();
  private final Map<StepKey, CursorRecord> cursors = new HashMap<>();

  @Test
  void anEndpointByRowVersionTakesItsPagesOnceAndACallARefresh() {
    loaded(1, ACCOUNTS, 2500);
    JsonNode answer = estimate("'endpoints': ['crm_accounts'], 'divisions': [1]");
    // three pages, the log and its right, the list of divisions
    assertThat(answer.at("/first_load/calls").asLong()).isEqualTo(3 + 2 + 1);
    assertThat(answer.at("/first_load/rows").asLong()).isEqualTo(2500);
    assertThat(answer.at("/first_load/charge_usd").decimalValue()).isEqualByComparingTo("0.11");
    // six answers of a quarter of a second, a fifth of a second for the rows, and the run itself
    assertThat(answer.at("/first_load/warehouse_seconds").asLong()).isEqualTo(4);
    assertThat(answer.at("/refresh/calls").asLong()).isEqualTo(1 + 1 + 1);
    assertThat(answer.at("/month/calls").asLong()).isEqualTo(30 * 3);
    assertThat(answer.at("/month/charge_usd").decimalValue()).isEqualByComparingTo("3.00");
    assertThat(answer.at("/unknown").asLong()).isZero();
  }

  @Test
  void comparingKeysCostsTheirPagesAsOftenAsIsAsked() {
    long page = com.ddbm.exactonline.catalogue.Catalogue.get().require(COST_CENTERS).pageSize();
    loaded(1, COST_CENTERS, 10 * page);
    String chosen = "'endpoints': ['hrm_cost_centers'], 'divisions': [1], 'changed_percent': 0, ";
    assertThat(monthly(chosen + "'runs_per_month': 720")).isEqualTo(720 * 2 + 30 * 10);
    assertThat(monthly(chosen + "'runs_per_month': 720, 'reconcile': 'every_run'"))
        .isEqualTo(720 * 2 + 720 * 10);
    assertThat(monthly(chosen + "'runs_per_month': 720, 'reconcile': 'never'")).isEqualTo(720 * 2);
    assertThat(
            monthly(
                chosen
                    + "'runs_per_month': 720, 'overrides': {'hrm_cost_centers': {'reconcile': 'never'}}"))
        .isEqualTo(720 * 2);
  }

  @Test
  void aFirstLoadOverTheLimitOfADaySaysHowManyDaysItTakes() {
    loaded(1, ACCOUNTS, 12_000_000);
    JsonNode answer = estimate("'endpoints': ['crm_accounts'], 'divisions': [1]");
    assertThat(answer.at("/first_load/calls_busiest_division").asLong()).isEqualTo(12_002);
    assertThat(answer.at("/first_load/days").asLong()).isEqualTo(3);
    assertThat(answer.at("/first_load/charge_usd").decimalValue()).isEqualByComparingTo("60.10");
  }

  @Test
  void whatNothingWasLoadedOfIsSaidToBeUnknown() {
    loaded(1, ACCOUNTS, 10);
    JsonNode answer = estimate("'endpoints': ['crm_accounts'], 'divisions': 'all'");
    assertThat(answer.at("/divisions").asLong()).isEqualTo(3);
    assertThat(answer.at("/unknown").asLong()).isEqualTo(2);
    JsonNode assumed = estimate("'endpoints': ['crm_accounts'], 'rows_where_unknown': 1500");
    assertThat(assumed.at("/first_load/rows").asLong()).isEqualTo(10 + 2 * 1500);
    assertThat(assumed.at("/endpoints/0/calls_first_load").asLong()).isEqualTo(1 + 2 * 2);
  }

  @Test
  void wrongSettingsAreRefusedTogether() {
    Refusal refusal =
        catchThrowableOfType(
            Refusal.class,
            () ->
                service()
                    .estimate(
                        json("'endpoints': ['x'], 'divisions': [9], 'runs_per_month': 0, 'y': 1")));
    assertThat(refusal.faults().stream().map(Fault::argument))
        .containsExactlyInAnyOrder("endpoints", "divisions", "runs_per_month", "y");
    Refusal empty = catchThrowableOfType(Refusal.class, () -> service().estimate("{}"));
    assertThat(empty.faults().stream().map(Fault::argument)).containsExactly("connection");
  }

  private long monthly(String settings) {
    return estimate(settings).at("/month/calls").asLong();
  }

  private JsonNode estimate(String settings) {
    return service().estimate(json(settings)).payload();
  }

  private static String json(String settings) {
    return ("{'connection': 'exact', " + settings + "}").replace('\'', '"');
  }

  private EstimateService service() {
    return new EstimateService(
        app.connections, app.configurations, app.divisions::get, name -> cursors);
  }

  private void loaded(int division, String endpoint, long rows) {
    StepKey key = new StepKey(division, endpoint);
    cursors.put(
        key,
        new CursorRecord(
            key,
            Optional.of("1"),
            Optional.empty(),
            0,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            List.of(),
            List.of(),
            Optional.of(Instant.EPOCH),
            rows,
            Optional.empty(),
            Optional.empty()));
  }
}
