package com.ddbm.exactonline.sync;

import static org.assertj.core.api.Assertions.assertThat;

import com.ddbm.exactonline.state.RunStatus;
import com.ddbm.exactonline.state.StepRecord;
import com.ddbm.exactonline.sync.StatusLines.Case;
import com.ddbm.exactonline.twins.EngineBed;
import com.ddbm.exactonline.twins.InMemoryRun;
import com.ddbm.exactonline.twins.TestEndpoints;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Everything that can go wrong, and what run, step, event and badge must say of it: each line of
 * the table in docs/status.md is a test. The table there is made of these lines; when it differs,
 * what it should be is written to target/status.md.
 */
class StatusTableTest {

  private static final Path DOCUMENT = Path.of("docs/status.md");
  private static final Path MADE = Path.of("target/status.md");
  private static final String BEGIN = "<!-- table: made by StatusTableTest -->\n";
  private static final String END = "<!-- end of table -->\n";

  static Stream<Case> cases() {
    return Stream.concat(ExactStatusLines.all().stream(), HouseStatusLines.all().stream());
  }

  /** Two divisions of four rows everywhere, loaded once; then what goes wrong, then a run. */
  private static EngineBed bed() {
    EngineBed bed = new EngineBed();
    for (int division : new int[] {1, 2}) {
      bed.world.addDivision(division);
      TestEndpoints.all().stream()
          .filter(endpoint -> endpoint != TestEndpoints.DELETED)
          .forEach(
              endpoint -> {
                for (int row = 0; row < 4; row++) {
                  bed.world.put(division, endpoint.id(), "row" + row, "text " + row);
                }
              });
    }
    bed.increment();
    return bed;
  }

  @ParameterizedTest
  @MethodSource("cases")
  void everyLineIsTrue(Case line) {
    EngineBed bed = bed();
    int settledBefore = bed.settled.size();
    int eventsBefore = bed.journal.events().size();
    line.arrange().accept(bed);
    String runId = bed.enqueue(line.mode());
    line.queued().accept(bed, runId);
    bed.work();
    InMemoryRun run =
        line.run().equals("WAITING") || line.run().equals("QUEUED")
            ? bed.journal.run(runId)
            : bed.finish(runId);

    String said = bed.describe(run);
    assertThat(run.status().name()).as(said).isEqualTo(line.run());
    assertThat(run.errorCode().orElse("")).as(said).isEqualTo(line.runCode());
    List<StepRecord> steps = bed.journal.steps(runId);
    if (line.step().isEmpty()) {
      assertThat(steps).as(said).isEmpty();
    } else {
      StepRecord step = bed.step(run, line.division(), line.endpoint());
      assertThat(step.status().name()).as(said).isEqualTo(line.step());
      assertThat(step.errorCode().orElse("")).as(said).isEqualTo(line.stepCode());
      assertThat(step.reason().orElse("")).as(said).contains(line.reason());
    }
    assertThat(bed.journal.events().subList(eventsBefore, bed.journal.events().size()))
        .as(said)
        .satisfies(
            events -> {
              if (line.event().isEmpty()) {
                assertThat(events).noneMatch(event -> !event.level().equals("INFO"));
              } else {
                assertThat(events)
                    .anyMatch(event -> (event.level() + " " + event.code()).equals(line.event()));
              }
            });
    promisesOfEveryRun(bed, run, steps, said);
    assertThat(bed.settled.subList(settledBefore, bed.settled.size()))
        .as("settled once it has ended")
        .hasSize(line.run().equals("QUEUED") ? 0 : run.status().ended() ? 1 : 0);
  }

  /** What no run may say, whatever happened. */
  private static void promisesOfEveryRun(
      EngineBed bed, InMemoryRun run, List<StepRecord> steps, String said) {
    for (StepRecord step : steps) {
      boolean green = step.status() == RunStatus.SUCCEEDED;
      assertThat(green && step.endedAt().isEmpty()).as(said).isFalse();
      assertThat(green && step.errorCode().isPresent()).as(said).isFalse();
      if (step.status() == RunStatus.FAILED || step.status() == RunStatus.SKIPPED) {
        assertThat(step.errorMessage().orElse("")).as(said).isNotBlank();
        assertThat(step.remedy().orElse("")).as(said).isNotBlank();
        assertThat(step.reason().orElse("")).as(said).isNotBlank();
      }
      if (green) {
        assertThat(bed.cursor(step.key().division(), step.key().endpoint()).checkpoint())
            .as("a green step has ended its chain: " + said)
            .isEmpty();
      }
    }
    if (run.status() == RunStatus.SUCCEEDED) {
      assertThat(steps)
          .as(said)
          .allMatch(
              step -> step.status() == RunStatus.SUCCEEDED || step.status() == RunStatus.SKIPPED);
      assertThat(run.errorCode()).isEmpty();
    }
    if (run.status() == RunStatus.FAILED) {
      assertThat(steps).as(said).noneMatch(step -> step.status() == RunStatus.SUCCEEDED);
    }
    if (run.status() == RunStatus.FAILED || run.status() == RunStatus.PARTIAL) {
      assertThat(run.errorMessage().orElse("")).as(said).isNotBlank();
      assertThat(run.remedy().orElse("")).as(said).isNotBlank();
    }
    Settlement.Settled last = bed.settled.get(bed.settled.size() - 1);
    if (last.runId().equals(run.record().runId())) {
      assertThat(last.stepsSucceeded() > 0 || last.rowsCharged() == 0)
          .as("no charge without a succeeded step: " + said)
          .isTrue();
      assertThat(last.rowsCharged())
          .isLessThanOrEqualTo(run.totals().inserted() + run.totals().updated());
    }
    for (int division : new int[] {1, 2}) {
      assertThat(
              bed.target.rowCounts(
                  Tables.definition(
                      bed.journal.configuration("books"), TestEndpoints.BALANCE, false),
                  Set.of(division)))
          .as("what Exact still has is not deleted: " + said)
          .containsEntry(division, 4L);
      assertThat(bed.rows(division, TestEndpoints.ACCOUNTS)).hasSizeGreaterThanOrEqualTo(4);
    }
  }

  @Test
  void theTableInTheDocumentIsMadeOfTheseLines() throws IOException {
    String document = Files.readString(DOCUMENT, StandardCharsets.UTF_8);
    int begin = document.indexOf(BEGIN) + BEGIN.length();
    String made =
        document.substring(0, begin) + table() + document.substring(document.indexOf(END));
    Files.createDirectories(MADE.getParent());
    Files.writeString(MADE, made, StandardCharsets.UTF_8);
    assertThat(document).as("docs/status.md; as it should be in %s", MADE).isEqualTo(made);
  }

  private static String table() throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add("| failure | what happens | run | its error | badge | step | its error | event |");
    lines.add("|---|---|---|---|---|---|---|---|");
    for (Case line : cases().toList()) {
      lines.add(
          String.join(
              " | ",
              "| " + line.number(),
              line.what(),
              line.run(),
              line.runCode(),
              badge(line.run()),
              line.step(),
              line.stepCode(),
              line.event() + " |"));
    }
    return String.join("\n", lines).replace(" |  |", " | |").replace("|  |", "| |") + "\n";
  }

  /** As the pages show it. */
  private static String badge(String status) throws IOException {
    String source = Files.readString(Path.of("streamlit/connector/parts/showing.py"));
    Matcher matcher =
        Pattern.compile("\"" + status + "\": \\(\"(\\w+)\", \"(.)\"\\)").matcher(source);
    Matcher otherwise = Pattern.compile("\\(\"(gray)\", \"(·)\"\\)\\)").matcher(source);
    boolean named = matcher.find();
    assertThat(named || otherwise.find()).as("a badge for " + status).isTrue();
    Matcher found = named ? matcher : otherwise;
    return found.group(2) + " " + found.group(1);
  }
}
