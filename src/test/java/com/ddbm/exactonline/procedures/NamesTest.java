package com.ddbm.exactonline.procedures;

import static org.assertj.core.api.Assertions.assertThat;

import com.ddbm.exactonline.state.Keys;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "exact",
        "it's \"quoted\"",
        "a.b.c",
        "with spaces",
        "Boekhouding € 2026 – ÅÄÖ 会計 😀",
        "'; DROP TABLE state.runs; --",
        "$$",
        " leading and trailing "
      })
  void anyReadableTextIsANameAndKeepsItsLetters(String name) {
    Faults faults = new Faults();
    assertThat(Names.read("name", name, faults)).isEqualTo(name);
    assertThat(faults.none()).isTrue();
    assertThat(Keys.of(name)).matches("[a-z0-9_]{3,40}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "   ", "two\nlines", "bell\u0007", "\u2028", "half \ud83d"})
  void whatCannotBeReadIsNoName(String name) {
    Faults faults = new Faults();
    Names.read("name", name, faults);
    assertThat(faults.concern("name")).isTrue();
  }

  @Test
  void aMissingOrTooLongNameIsRefused() {
    Faults faults = new Faults();
    Names.read("missing", null, faults);
    Names.read("long", "x".repeat(256), faults);
    assertThat(faults.concern("missing")).isTrue();
    assertThat(faults.concern("long")).isTrue();
    assertThat(Names.fault("😀".repeat(255), 255)).isEmpty();
  }

  @Test
  void aKeyFollowsFromTheNameAndTellsNamesApart() {
    assertThat(Keys.of("Exact")).isEqualTo(Keys.of("Exact")).isNotEqualTo(Keys.of("exact"));
    assertThat(Keys.of("exact")).startsWith("exact_");
    assertThat(Keys.of("会計")).startsWith("name_");
  }
}
