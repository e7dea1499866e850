package com.ddbm.exactonline.procedures;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CronTimesTest {

  private static final Instant WEDNESDAY = Instant.parse("2026-11-25T07:10:00Z");

  private final List<String> complaints = new ArrayList<>();

  private Optional<CronTimes> read(String cron, String zone) {
    return CronTimes.read(cron, ZoneId.of(zone), complaints::add);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 6 * * *       | UTC              | 2026-11-26T06:00:00Z",
        "0 6 * * *       | Europe/Amsterdam | 2026-11-26T05:00:00Z",
        "*/15 * * * *    | UTC              | 2026-11-25T07:15:00Z",
        "30 2 L * *      | UTC              | 2026-11-30T02:30:00Z",
        "0 0 1 JAN *     | UTC              | 2027-01-01T00:00:00Z",
        "0 9 * * 0       | UTC              | 2026-11-29T09:00:00Z",
        "0 9 * * SUN     | UTC              | 2026-11-29T09:00:00Z",
        "0 9 * * MON-FRI | UTC              | 2026-11-25T09:00:00Z",
        "0 9 * * mon,sat | UTC              | 2026-11-28T09:00:00Z",
        "0 9 * * 5L      | UTC              | 2026-11-27T09:00:00Z",
        "0 9 28 * 5      | UTC              | 2026-11-27T09:00:00Z",
        "0 0 29 2 *      | UTC              | 2028-02-29T00:00:00Z"
      })
  void theNextTimeIsTheOneThatSnowflakeTakes(String cron, String zone, String expected) {
    assertThat(read(cron, zone).orElseThrow().next(WEDNESDAY)).contains(Instant.parse(expected));
  }

  @Test
  void aNightWithoutTheHourGoesOnAfterIt() {
    Instant beforeSummerTime = Instant.parse("2027-03-27T12:00:00Z");
    assertThat(read("30 2 * * *", "Europe/Amsterdam").orElseThrow().next(beforeSummerTime))
        .hasValueSatisfying(
            next -> assertThat(next).isAfterOrEqualTo(Instant.parse("2027-03-28T00:30:00Z")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "* * * *",
        "0 6 * * * *",
        "61 * * * *",
        "0 24 * * *",
        "0 0 0 * *",
        "0 0 * 13 *",
        "0 0 * * 7",
        "a b c d e",
        "0 6 * * *; DROP TABLE x",
        "@daily",
        "5-1 * * * *",
        "0 6 ? * *"
      })
  void whatSnowflakeWouldRefuseIsRefusedHere(String cron) {
    assertThat(read(cron, "UTC")).isEmpty();
    assertThat(complaints).isNotEmpty();
  }

  @Test
  void aDayThatNeverComesHasNoNextTime() {
    assertThat(read("0 0 31 2 *", "UTC").flatMap(times -> times.next(WEDNESDAY))).isEmpty();
  }
}
