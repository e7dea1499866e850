package com.ddbm.exactonline.procedures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.ddbm.exactonline.errors.ErrorCode;
import com.ddbm.exactonline.state.RunStatus;
import org.junit.jupiter.api.Test;

class ConfigurationServiceTest {

  private static final String COMPLETE =
      "{\"connection\":\"exact\",\"database\":\"A\",\"schema\":\"B\"}";

  @Test
  void aConfigurationIsMadeWithItsTask() {
    InMemoryApp app = new InMemoryApp().withConnection();
    Outcome outcome = app.configurationService().create("it's mine", COMPLETE);
    assertThat(outcome.isDone()).isTrue();
    assertThat(app.configurations.find("it's mine")).isPresent();
    assertThat(app.tasks.done).containsExactly("make run");
  }

  @Test
  void aTargetThatTheAppMadeIsSaidToGoWithIt() {
    InMemoryApp app = new InMemoryApp().withConnection();
    app.target.exists = false;
    Outcome outcome = app.configurationService().create("accounting", COMPLETE);
    assertThat(outcome.message()).contains("CASCADE");
    assertThat(outcome.payload().path("target_created").asBoolean()).isTrue();
  }

  @Test
  void aRefusalNamesEveryFaultAndWritesNothing() {
    InMemoryApp app = new InMemoryApp().withConnection();
    Refusal refusal =
        catchThrowableOfType(
            Refusal.class,
            () ->
                app.configurationService()
                    .create(
                        "",
                        "{\"connection\":\"nope\",\"database\":\"A\",\"endpoints\":[\"x\"],"
                            + "\"deletions\":\"maybe\"}"));
    assertThat(refusal.faults().stream().map(Fault::argument))
        .containsExactlyInAnyOrder("name", "connection", "schema", "endpoints", "deletions");
    assertThat(app.configurations.rows).isEmpty();
    assertThat(app.tasks.done).isEmpty();
  }

  @Test
  void theAppsOwnSchemasAreNoTarget() {
    InMemoryApp app = new InMemoryApp().withConnection();
    String own = COMPLETE.replace("\"A\"", "\"EXACT_ONLINE\"");
    Refusal refusal =
        catchThrowableOfType(
            Refusal.class, () -> app.configurationService().create("accounting", own));
    assertThat(refusal.faults().stream().map(Fault::argument)).containsExactly("schema");
    assertThat(app.configurations.rows).isEmpty();
  }

  @Test
  void aClosedTargetGivesTheStatementsThatOpenIt() {
    InMemoryApp app = new InMemoryApp().withConnection();
    app.target.writable = false;
    Outcome outcome = app.configurationService().create("accounting", COMPLETE);
    assertThat(outcome.code()).isEqualTo("EO-3002");
    assertThat(outcome.payload().path("statements")).isNotEmpty();
    assertThat(outcome.payload().path("errors")).isNotEmpty();
    assertThat(app.configurations.rows).isEmpty();
  }

  @Test
  void anAbsentTargetThatMayNotBeMadeIsAnErrorOfItsOwn() {
    InMemoryApp app = new InMemoryApp().withConnection();
    app.target.exists = false;
    app.target.writable = false;
    Outcome outcome =
        app.configurationService()
            .create("accounting", COMPLETE.replace("}", ",\"create_target\":false}"));
    assertThat(outcome.code()).isEqualTo("EO-3003");
  }

  @Test
  void aDivisionThatTheConnectionDoesNotSeeIsRefused() {
    InMemoryApp app = new InMemoryApp().withConnection();
    Refusal refusal =
        catchThrowableOfType(
            Refusal.class,
            () ->
                app.configurationService()
                    .create("accounting", COMPLETE.replace("}", ",\"divisions\":[2,9]}")));
    assertThat(refusal.getMessage()).contains("9").doesNotContain("division 2");
  }

  @Test
  void aStartDateIsRefusedByNameWhereExactCannotFilter() {
    InMemoryApp app = new InMemoryApp().withConnection();
    Refusal refusal =
        catchThrowableOfType(
            Refusal.class,
            () ->
                app.configurationService()
                    .create(
                        "accounting",
                        COMPLETE.replace(
                            "}",
                            ",\"start_date\":\"2026-01-01\",\"endpoints\":[\"crm_accounts\"]}")));
    assertThat(refusal.error()).isEqualTo(ErrorCode.EO_1018);
    assertThat(refusal.getMessage()).contains("crm_accounts");
  }

  @Test
  void changingTheTargetDropsTheCursors() {
    InMemoryApp app = new InMemoryApp().withConfiguration();
    app.configurationService().update("accounting", "{\"reconcile\":\"never\"}");
    assertThat(app.configurations.cursorsDropped).isEmpty();
    app.configurationService().update("accounting", "{\"schema\":\"C\"}");
    assertThat(app.configurations.cursorsDropped).containsExactly("accounting");
    assertThat(app.configurations.find("accounting").orElseThrow().schema()).isEqualTo("C");
  }

  @Test
  void oneWithSchedulesIsDroppedOnlyWithThem() {
    InMemoryApp app = new InMemoryApp().withConfiguration();
    app.scheduleService()
        .create("nightly", "{\"configuration\":\"accounting\",\"cron\":\"0 3 * * *\"}");
    Refusal refusal =
        catchThrowableOfType(
            Refusal.class, () -> app.configurationService().drop("accounting", null));
    assertThat(refusal.error()).isEqualTo(ErrorCode.EO_1014);
    assertThat(refusal.getMessage()).contains("nightly");
    app.configurationService().drop("accounting", "{\"drop_schedules\":true}");
    assertThat(app.configurations.rows).isEmpty();
    assertThat(app.schedules.rows).isEmpty();
  }

  @Test
  void oneThatRunsIsNotDropped() {
    InMemoryApp app = new InMemoryApp().withConfiguration();
    Outcome queued = app.runService().fetchNow("accounting", null);
    String runId = queued.payload().path("run_id").asText();
    app.runs.become(runId, RunStatus.RUNNING);
    Refusal refusal =
        catchThrowableOfType(
            Refusal.class, () -> app.configurationService().drop("accounting", null));
    assertThat(refusal.getMessage()).contains(runId);
  }

  @Test
  void twoThatWriteTheSameRowsWithAnotherStartDateOrDeletionsAreRefused() {
    InMemoryApp app = new InMemoryApp().withConfiguration();
    Refusal refusal =
        catchThrowableOfType(
            Refusal.class,
            () ->
                app.configurationService()
                    .create(
                        "recent",
                        COMPLETE.replace(
                            "}",
                            ",\"divisions\":[2],\"endpoints\":[\"financial_transaction_lines\"],"
                                + "\"start_date\":\"2026-01-01\",\"deletions\":\"mark\"}")));
    assertThat(refusal.error()).isEqualTo(ErrorCode.EO_1022);
    assertThat(refusal.getMessage())
        .contains("accounting", "FINANCIAL_TRANSACTION_LINES", "deletions and start_date");
    assertThat(app.configurations.rows).containsOnlyKeys("accounting");
  }

  @Test
  void oneThatWouldComeToContradictAnotherIsNotChanged() {
    InMemoryApp app = new InMemoryApp().withConfiguration();
    String elsewhere = COMPLETE.replace("\"B\"", "\"C\"").replace("}", ",\"deletions\":\"mark\"}");
    assertThat(app.configurationService().create("marking", elsewhere).isDone()).isTrue();
    Refusal refusal =
        catchThrowableOfType(
            Refusal.class,
            () -> app.configurationService().update("marking", "{\"schema\":\"B\"}"));
    assertThat(refusal.error()).isEqualTo(ErrorCode.EO_1022);
    assertThat(app.configurations.find("marking").orElseThrow().schema()).isEqualTo("C");
  }

  @Test
  void twoThatWriteTheSameRowsAlikeAreMadeAndItIsSaid() {
    InMemoryApp app = new InMemoryApp().withConfiguration();
    Outcome outcome =
        app.configurationService()
            .create("hourly", COMPLETE.replace("}", ",\"endpoints\":[\"crm_accounts\"]}"));
    assertThat(outcome.isDone()).isTrue();
    assertThat(outcome.message()).contains("also belong to: accounting");
    assertThat(outcome.payload().path("shares_tables_with").toString())
        .isEqualTo("[\"accounting\"]");
  }

  @Test
  void otherDivisionsOrEndpointsInOneSchemaDisturbNobody() {
    InMemoryApp app = new InMemoryApp().withConnection();
    String marking = ",\"deletions\":\"mark\",\"divisions\":[1],\"endpoints\":[\"crm_accounts\"]}";
    app.configurationService().create("first", COMPLETE.replace("}", marking));
    String applying = marking.replace("mark", "apply");
    for (String other :
        new String[] {applying.replace("[1]", "[2]"), applying.replace("accounts", "contacts")}) {
      Outcome outcome =
          app.configurationService().create("other" + other, COMPLETE.replace("}", other));
      assertThat(outcome.message()).doesNotContain("also belong");
      assertThat(outcome.payload().path("shares_tables_with")).isEmpty();
    }
  }

  @Test
  void aStartDateOfOneEndpointIsRefusedWhereExactCannotFilter() {
    InMemoryApp app = new InMemoryApp().withConnection();
    String override = ",\"overrides\":{\"crm_accounts\":{\"start_date\":\"2026-01-01\"}}}";
    Refusal refusal =
        catchThrowableOfType(
            Refusal.class,
            () -> app.configurationService().create("accounting", COMPLETE.replace("}", override)));
    assertThat(refusal.error()).isEqualTo(ErrorCode.EO_1018);
  }
}
