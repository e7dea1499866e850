package com.ddbm.exactonline.exact;

import static org.assertj.core.api.Assertions.assertThat;

import com.ddbm.exactonline.catalogue.EdmType;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.BigRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Scale;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Canonical values: what fits, how it is written, and what does not fit. */
class ValueReaderTest {

  private static final long YEAR_1 = -62_135_596_800_000L;
  private static final long YEAR_9999 = 253_402_300_799_999L;

  @ParameterizedTest
  @CsvSource({
    "DOUBLE, 12.50, 12.5",
    "DOUBLE, 0.1, 0.1",
    "DOUBLE, 1234567890123456789012345.123456789012, 1234567890123456789012345.123456789012",
    "DOUBLE, 1e3, 1000",
    "DOUBLE, 1.5E-2, 0.015",
    "DOUBLE, -0, 0",
    "DOUBLE, -0.0, 0",
    "DOUBLE, 007.10, 7.1",
    "DOUBLE, +5, 5",
    "DOUBLE, ' 5 ', 5",
    "DOUBLE, 0.0000000000005, 0",
    "DOUBLE, 0.0000000000015, 0.000000000002",
    "DOUBLE, 0.0000000000025, 0.000000000002",
    "DOUBLE, 1e-999999999, 0",
    "DOUBLE, 0e999999999, 0",
    "DOUBLE, 99999999999999999999999999, 99999999999999999999999999",
    "DECIMAL, 3.000000000000, 3",
    "INT64, 9999999999999999999, 9999999999999999999",
    "INT64, -9999999999999999999, -9999999999999999999",
    "INT64, 1.0, 1",
    "INT32, 1e2, 100",
    "INT16, 0007, 7",
    "BYTE, 0, 0",
    "BOOLEAN, true, true",
    "BOOLEAN, False, false",
    "BOOLEAN, 1, true",
    "BOOLEAN, 0, false",
    "BINARY, AAEC/w==, 000102FF",
    "STRING, 'FR ', 'FR '",
    "GUID, 00000000-0000-0000-0000-000000000000, 00000000-0000-0000-0000-000000000000",
    "DATE_TIME, /Date(1351209600000)/, 2012-10-26T00:00:00.000",
    "DATE_TIME, /Date(0)/, 1970-01-01T00:00:00.000",
    "DATE_TIME, /Date(-1)/, 1969-12-31T23:59:59.999",
    "DATE_TIME, /Date(-62135596800000)/, 0001-01-01T00:00:00.000",
    "DATE_TIME, /Date(1351209600000+0200)/, 2012-10-26T02:00:00.000",
    "DATE_TIME, /Date(-1000-0130)/, 1969-12-31T22:29:59.000",
    "DATE_TIME, 2012-10-26, 2012-10-26T00:00:00.000",
    "DATE_TIME, 2012-10-26T14:31:00, 2012-10-26T14:31:00.000",
    "DATE_TIME, 2012-10-26 14:31:00.25, 2012-10-26T14:31:00.250",
    "DATE_TIME, 2012-10-26T14:31:00Z, 2012-10-26T14:31:00.000",
    "DATE_TIME, 2012-10-26T14:31:00+02:00, 2012-10-26T14:31:00.000",
  })
  void aValueThatFitsIsWrittenInOneWay(EdmType type, String text, String expected) {
    assertThat(read(type, text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "DOUBLE, 100000000000000000000000000",
    "DOUBLE, 99999999999999999999999999.9999999999999",
    "DOUBLE, 1e999999999",
    "DOUBLE, 1e99999999999",
    "DOUBLE, NaN",
    "DOUBLE, Infinity",
    "DOUBLE, 0x10",
    "DOUBLE, ''",
    "DOUBLE, '1,5'",
    "DOUBLE, '١'",
    "DOUBLE, true",
    "INT64, 10000000000000000000",
    "INT64, 1.5",
    "INT32, 1e-9",
    "INT32, 1e-999999999",
    "INT32, .",
    "BOOLEAN, yes",
    "BOOLEAN, ''",
    "BINARY, '%%%'",
    "BINARY, 'A'",
    "GUID, 00000000-0000-0000-0000-0000000000000",
    "DATE_TIME, /Date(253402300800000)/",
    "DATE_TIME, /Date(-62135596800001)/",
    "DATE_TIME, /Date(99999999999999999999)/",
    "DATE_TIME, /Date(x)/",
    "DATE_TIME, /Date()/",
    "DATE_TIME, /Date(1+02)/",
    "DATE_TIME, 2012-13-26",
    "DATE_TIME, 2012-10-26T14:31:00.1234567",
    "DATE_TIME, yesterday",
    "DATE_TIME, ''",
  })
  void aValueThatDoesNotFitIsLeftToTheExtraColumn(EdmType type, String text) {
    assertThat(read(type, text)).isNull();
  }

  @Property
  void decimalsKeepEveryDigitUpToTwelvePlaces(
      @ForAll
          @BigRange(min = "-99999999999999999999999998", max = "99999999999999999999999998")
          @Scale(20)
          BigDecimal number) {
    String expected =
        number.setScale(12, RoundingMode.HALF_EVEN).stripTrailingZeros().toPlainString();
    if (new BigDecimal(expected).signum() == 0) {
      expected = "0";
    }
    assertThat(read(EdmType.DOUBLE, number.toString())).isEqualTo(expected);
    assertThat(read(EdmType.DOUBLE, number.toPlainString())).isEqualTo(expected);
    assertThat(read(EdmType.DOUBLE, number.toEngineeringString())).isEqualTo(expected);
  }

  @Property
  void amountsInCentsKeepTheirCents(@ForAll int cents) {
    BigDecimal amount = BigDecimal.valueOf(cents, 2);
    String expected = cents == 0 ? "0" : amount.stripTrailingZeros().toPlainString();
    assertThat(read(EdmType.DOUBLE, amount.toString())).isEqualTo(expected);
    assertThat(read(EdmType.DECIMAL, expected)).isEqualTo(expected);
  }

  @Property
  void everyLongIsItself(@ForAll long number) {
    assertThat(read(EdmType.INT64, Long.toString(number))).isEqualTo(Long.toString(number));
    assertThat(read(EdmType.DOUBLE, Long.toString(number))).isEqualTo(Long.toString(number));
  }

  @Property
  void anyExponentIsAnsweredAtOnce(
      @ForAll @IntRange(min = 0, max = 999) int digits, @ForAll int exponent) {
    String text = "1".repeat(Math.max(1, digits)) + "e" + exponent;
    for (EdmType type : List.of(EdmType.INT64, EdmType.DOUBLE, EdmType.DECIMAL)) {
      String value = read(type, text);
      assertThat(value == null || value.length() <= 40).isTrue();
    }
  }

  @Property
  void datesAreWallClockTime(@ForAll @LongRange(min = YEAR_1, max = YEAR_9999) long millis) {
    String read = read(EdmType.DATE_TIME, "/Date(" + millis + ")/");
    assertThat(read).hasSize(23);
    assertThat(LocalDateTime.parse(read).toInstant(ZoneOffset.UTC).toEpochMilli())
        .isEqualTo(millis);
  }

  @Property
  void noTextBreaksAnyType(@ForAll String text) {
    for (EdmType type : EdmType.values()) {
      String value = read(type, text);
      if (type == EdmType.GUID && value != null) {
        assertThat(value.length()).isLessThanOrEqualTo(36);
      }
      if (type == EdmType.STRING) {
        assertThat(value).isEqualTo(Utf8.wellFormed(text));
        assertThat(Utf8.length(value)).isEqualTo(value.getBytes(StandardCharsets.UTF_8).length);
      }
    }
  }

  @Property
  void bytesSurvive(@ForAll @Size(max = 200) byte[] bytes) {
    String expected = HexFormat.of().withUpperCase().formatHex(bytes);
    assertThat(read(EdmType.BINARY, Base64.getEncoder().encodeToString(bytes))).isEqualTo(expected);
    assertThat(read(EdmType.BINARY, Base64.getMimeEncoder().encodeToString(bytes)))
        .isEqualTo(expected);
  }

  /** As text and out of the middle of a parser's buffer: one must be as the other. */
  private static String read(EdmType type, String text) {
    String read = ValueReader.read(type, text);
    char[] buffer = ("\"9-" + text + "9.)/").toCharArray();
    assertThat(ValueReader.read(type, buffer, 3, text.length())).isEqualTo(read);
    return read;
  }
}
