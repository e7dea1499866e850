package com.ddbm.exactonline.procedures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.ddbm.exactonline.errors.ConnectorException;
import com.ddbm.exactonline.warehouse.SqlRow;
import com.ddbm.exactonline.warehouse.SqlSession;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every argument of every procedure, with what nobody should type: it answers OK or a number, says
 * what is wrong in a text of bounded length, and nothing typed becomes part of a statement. What
 * was worth keeping is in {@code src/test/resources/corpus/settings}.
 */
class HostileArgumentsTest {

  /** A word that stands in everything typed, to be looked for in statements. */
  private static final String MARK = "zq7";

  private static final int LONGEST_ANSWER = 1 << 20;

  private static final List<String> TEXTS =
      List.of(
          "",
          " ",
          MARK + "'; DROP TABLE x --",
          MARK + "\"",
          MARK + "\u0000",
          MARK + "\n",
          "null",
          MARK + "\u2028x",
          "\uD800" + MARK,
          MARK.repeat(100),
          MARK + "\u202e",
          "$$" + MARK,
          "../../" + MARK,
          "all",
          "exact",
          "accounting",
          "nl",
          "https://" + MARK + ".example/",
          "https://[::1",
          "https://" + MARK + "@x",
          "2026-01-01",
          "+999999999-12-31",
          "-999999999-01-01",
          "0000-01-01",
          "2026-02-30",
          "Europe/Amsterdam",
          "UTC+25",
          MARK + "/X",
          "* * * * *",
          "0 0 31 2 *",
          "*/0 * * * *",
          "99-1 * * * *",
          "L L L L L",
          "* * * * * * *",
          "1,".repeat(2000) + "1 * * * *",
          "*/1-2/3 * * * *",
          "0 0 * * 7L",
          "FEB-JAN * * * *",
          "2147483648 * * * *",
          "0-59/99999999999 * * * *",
          "crm_accounts",
          "CRM_ACCOUNTS");

  private static final List<String> VALUES =
      List.of(
          "null",
          "true",
          "0",
          "-1",
          "1e400",
          "1e-400",
          "1.5",
          "1e999999999",
          "-1e-999999999",
          "9223372036854775808",
          "20000",
          "[]",
          "{}",
          "[[]]",
          "[null]",
          "[1,2,3]",
          "[1,\"1\",1e2]",
          "[2147483648]",
          "[\"all\"]",
          "[\"crm_accounts\",\"crm_accounts\"]",
          "[\"" + MARK + "\"]",
          "{\"crm_accounts\":7}",
          "{\"crm_accounts\":{\"deletions\":7,\"x\":1}}",
          "{\"" + MARK + "\":{}}",
          "[".repeat(500) + "]".repeat(500));

  private static final List<String> NAMES =
      List.of(
          "site",
          "client_id",
          "redirect_uri",
          "daily_calls",
          "connection",
          "database",
          "schema",
          "create_target",
          "endpoints",
          "divisions",
          "deletions",
          "reconcile",
          "start_date",
          "overrides",
          "configuration",
          "mode",
          "cron",
          "timezone",
          "warehouse",
          "drop_schedules",
          MARK,
          "",
          "Site",
          "\\u0000",
          MARK + MARK.repeat(200));

  /** Keeps statements and knows no rows. */
  private static final class Statements implements SqlSession {
    final List<String> texts = new ArrayList<>();

    @Override
    public List<SqlRow> query(String text, Object... binds) {
      texts.add(text);
      return List.of();
    }

    @Override
    public void forEach(String text, Consumer<SqlRow> rows, Object... binds) {
      texts.add(text);
    }

    @Override
    public void execute(String text, Object... binds) {
      texts.add(text);
    }

    @Override
    public void upload(String location, byte[] content) {
      texts.add(location);
    }
  }

  private final InMemoryApp app = new InMemoryApp().withConfiguration();
  private final Statements statements = new Statements();

  /** Every procedure that takes a name and settings, by its name. */
  private Map<String, BiFunction<String, String, Outcome>> procedures() {
    Map<String, BiFunction<String, String, Outcome>> all = new LinkedHashMap<>();
    ConnectionService connections = app.connectionService(statements);
    ConfigurationService configurations = app.configurationService();
    ScheduleService schedules = app.scheduleService();
    RunService runs = app.runService();
    all.put("create_connection", connections::create);
    all.put("connection_script", connections::script);
    all.put("authorization_url", (name, settings) -> connections.authorizationUrl(name));
    all.put("authorize_connection", this::authorize);
    all.put("create_configuration", configurations::create);
    all.put("update_configuration", configurations::update);
    all.put("check_target", configurations::checkTarget);
    all.put("create_schedule", schedules::create);
    all.put("update_schedule", schedules::update);
    all.put("pause_schedule", (name, settings) -> schedules.pause(name));
    all.put("resume_schedule", (name, settings) -> schedules.resume(name));
    all.put("fetch_now", runs::fetchNow);
    all.put("cancel_run", (name, settings) -> runs.cancel(name));
    all.put("retry_run", (name, settings) -> runs.retry(name));
    all.put("reload", (name, settings) -> runs.reload("accounting", name, settings));
    all.put("drop_schedule", (name, settings) -> schedules.drop(name));
    all.put("drop_configuration", configurations::drop);
    all.put("drop_connection", (name, settings) -> connections.drop(name));
    return all;
  }

  private Outcome authorize(String name, String settings) {
    try {
      return app.connectionService(statements).authorize("exact", name, settings);
    } catch (InterruptedException impossible) {
      throw new AssertionError(impossible);
    }
  }

  /** Calls all of them with these arguments. */
  private void callAll(String name, String settings) {
    procedures()
        .forEach(
            (procedure, call) -> {
              Outcome outcome;
              try {
                outcome = call.apply(name, settings);
              } catch (ConnectorException refused) {
                outcome = Outcome.of(refused);
              }
              assertThat(outcome.code()).as(procedure).matches("OK|EO-[1-3]\\d{3}");
              assertThat(outcome.json()).as(procedure).hasSizeLessThan(LONGEST_ANSWER);
              JsonNode again = Json.parse(outcome.json()).orElseThrow();
              assertThat(again.path("payload").isObject()).as(procedure).isTrue();
            });
    assertThat(statements.texts).noneMatch(text -> text.contains(MARK));
  }

  @Property(tries = 100)
  void nothingTypedBreaksAProcedure(@ForAll long seed) {
    Random random = new Random(seed);
    String name = random.nextInt(12) == 0 ? null : pick(TEXTS, random);
    callAll(name, settings(random));
  }

  /** Some settings as JSON, seldom something else. */
  private static String settings(Random random) {
    switch (random.nextInt(20)) {
      case 0 -> {
        return null;
      }
      case 1 -> {
        return pick(TEXTS, random);
      }
      case 2 -> {
        return pick(VALUES, random);
      }
      default -> {
        return IntStream.range(0, random.nextInt(9))
            .mapToObj(index -> "\"" + pick(NAMES, random) + "\":" + value(random))
            .collect(Collectors.joining(",", "{", "}"));
      }
    }
  }

  private static String value(Random random) {
    return random.nextInt(3) == 0
        ? pick(VALUES, random)
        : Json.text(Json.texts(List.of(pick(TEXTS, random))).get(0));
  }

  private static String pick(List<String> from, Random random) {
    return from.get(random.nextInt(from.size()));
  }

  static List<Path> kept() throws IOException {
    try (java.util.stream.Stream<Path> files =
        Files.list(Path.of("src/test/resources/corpus/settings"))) {
      return files.sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("kept")
  void settingsThatWereKeptAreAnsweredCleanly(Path file) throws IOException {
    callAll("accounting", Files.readString(file, StandardCharsets.UTF_8));
  }

  @Test
  void anArrayOfMillionsIsAnsweredAtOnceAndBriefly() {
    String ids = "[\"x\"" + ",\"x\"".repeat(50_000) + "]";
    String codes = "[-1" + ",-1".repeat(50_000) + "]";
    assertTimeoutPreemptively(
        Duration.ofSeconds(30),
        () -> {
          callAll("accounting", "{\"endpoints\":" + ids + ",\"divisions\":" + codes + "}");
          callAll("accounting", "{\"overrides\":{" + many(":{}") + "}}");
          callAll("accounting", "{" + many(":1") + "}");
        });
  }

  private static String many(String value) {
    return IntStream.range(0, 5_000)
        .mapToObj(index -> "\"x" + index + "\"" + value)
        .collect(Collectors.joining(","));
  }

  @Test
  void aTextOfMegabytesIsAnsweredBriefly() {
    String long1 = MARK.repeat(300_000);
    callAll(
        long1, "{\"" + long1 + "\":1,\"cron\":\"" + long1 + "\",\"overrides\":\"" + long1 + "\"}");
    callAll("accounting", long1);
  }

  @Test
  void anOverrideThatIsNoObjectIsNamedAsWhatItIs() {
    Outcome outcome =
        refused("{\"overrides\":{\"crm_accounts\":7,\"crm_contacts\":{\"deletions\":\"x\"}}}");
    assertThat(outcome.json())
        .contains("\"argument\":\"overrides.crm_accounts\"")
        .contains("\"argument\":\"overrides.crm_contacts.deletions\"")
        .doesNotContain(".settings");
  }

  @Test
  void aStartDateBeyondAnyCalendarIsRefused() {
    assertThat(refused("{\"start_date\":\"+999999999-12-31\"}").json()).contains("1900 to 9999");
  }

  private Outcome refused(String settings) {
    try {
      return app.configurationService().update("accounting", settings);
    } catch (ConnectorException refused) {
      return Outcome.of(refused);
    }
  }
}
