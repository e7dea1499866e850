package com.ddbm.exactonline.exact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.ddbm.exactonline.catalogue.Catalogue;
import com.ddbm.exactonline.catalogue.Column;
import com.ddbm.exactonline.catalogue.Endpoint;
import com.ddbm.exactonline.exact.UnreadableAnswer.Reason;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers of the service, of all shapes and of none. */
class PageParserTest {

  private static final Endpoint ACCOUNTS = Catalogue.get().require("crm_accounts");
  private static final List<String> ALL = ACCOUNTS.columns().stream().map(Column::name).toList();
  private final RecordingSink sink = new RecordingSink(ACCOUNTS);

  private PageParser.Result parse(String body) throws IOException {
    return parse(body, ALL);
  }

  private PageParser.Result parse(String body, List<String> columns) throws IOException {
    return new PageParser(ACCOUNTS, columns)
        .parse(new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)), sink);
  }

  private Reason reason(String body) {
    try {
      parse(body);
    } catch (UnreadableAnswer unreadable) {
      return unreadable.reason();
    } catch (IOException other) {
      throw new AssertionError(other);
    }
    throw new AssertionError("it was read");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"d\":{\"results\":[{\"ID\":\"a\"},{\"ID\":\"b\"}]}}",
        "{\"d\":[{\"ID\":\"a\"},{\"ID\":\"b\"}]}",
        "{\n\"d\" : {\n\"results\": [\r\n{\"ID\":\"a\"}, {\"ID\":\"b\"}]\n, \"__next\": null}\n}",
        "{\"d\":{\"__count\":\"2\",\"results\":[{\"ID\":\"a\"},{\"ID\":\"b\"}],\"__next\":\"\"}}",
        "\uFEFF{\"d\":{\"results\":[{\"ID\":\"a\"},{\"ID\":\"b\"}]}}",
        "{\"x\":{\"y\":[1]},\"d\":[{\"ID\":\"a\"},{\"ID\":\"b\"}]}"
      })
  void everyShapeOfAListIsRead(String body) throws IOException {
    assertThat(parse(body)).isEqualTo(new PageParser.Result(2, null));
    assertThat(sink.rows()).containsExactly(Map.of("ID", "a"), Map.of("ID", "b"));
  }

  @Test
  void aSingleEntityIsOneRow() throws IOException {
    String body = "{\"d\":{\"__metadata\":{\"uri\":\"x\"},\"ID\":\"a\",\"Name\":\"n\"}}";
    assertThat(parse(body)).isEqualTo(new PageParser.Result(1, null));
    assertThat(sink.row(0)).isEqualTo(Map.of("ID", "a", "NAME", "n"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"d\":[]}", "{\"d\":{\"results\":[]}}", "{\"d\":{}}"})
  void anEmptyAnswerHasNoRows(String body) throws IOException {
    assertThat(parse(body)).isEqualTo(new PageParser.Result(0, null));
  }

  @Test
  void theNextLinkMayComeBeforeTheRowsAndWithoutAny() throws IOException {
    assertThat(parse("{\"d\":{\"__next\":\"https://x/?a='1', 2\",\"results\":[]}}"))
        .isEqualTo(new PageParser.Result(0, "https://x/?a='1', 2"));
  }

  @Test
  void typesTakeStringsNumbersAndBooleansAlike() throws IOException {
    parse(
        "{\"d\":[{\"Timestamp\":\"12345678901\",\"Blocked\":\"true\",\"CreditLinePurchase\":\"1.50\"},"
            + "{\"Timestamp\":12345678901,\"Blocked\":true,\"CreditLinePurchase\":1.50},"
            + "{\"Name\":1.50,\"City\":false}]}");
    Map<String, String> expected =
        Map.of("TIMESTAMP", "12345678901", "BLOCKED", "true", "CREDITLINEPURCHASE", "1.5");
    assertThat(sink.row(0)).isEqualTo(expected);
    assertThat(sink.row(1)).isEqualTo(expected);
    assertThat(sink.row(2)).isEqualTo(Map.of("NAME", "1.50", "CITY", "false"));
    assertThat(sink.extras()).containsOnlyNulls();
  }

  @Test
  void moneyNeverPassesThroughBinaryFloatingPoint() throws IOException {
    parse("{\"d\":[{\"CreditLinePurchase\":0.1000000000000000055511151231257827}]}");
    assertThat(sink.row(0)).containsEntry("CREDITLINEPURCHASE", "0.1");
    parse("{\"d\":[{\"CreditLinePurchase\":12345678901234567890.123456789012}]}");
    assertThat(sink.row(1))
        .containsEntry("CREDITLINEPURCHASE", "12345678901234567890.123456789012");
  }

  @Test
  void nullAndTheEmptyStringStayDistinct() throws IOException {
    parse("{\"d\":[{\"Name\":null,\"City\":\"\"}]}");
    assertThat(sink.row(0)).isEqualTo(Map.of("CITY", ""));
  }

  @Test
  void whatFitsNoColumnIsKeptUnderItsName() throws IOException {
    parse(
        "{\"d\":[{\"ID\":\"a\",\"CreditLinePurchase\":\"much\",\"Blocked\":{\"x\":1.10},"
            + "\"NewThing\":12.340,\"Big\":123456789012345678901234567890123456789012345,"
            + "\"List\":[1,\"two\",null,{\"a\":true,\"a\":false}],\"Nothing\":null}]}");
    assertThat(sink.row(0)).isEqualTo(Map.of("ID", "a"));
    assertThat(sink.extras().get(0))
        .isEqualTo(
            "{\"Big\":\"123456789012345678901234567890123456789012345\","
                + "\"Blocked\":{\"x\":1.10},\"CreditLinePurchase\":\"much\","
                + "\"List\":[1,\"two\",null,{\"a\":true}],\"NewThing\":12.340,\"Nothing\":null}");
  }

  @Test
  void theOrderInWhichUnaskedPropertiesComeChangesNothing() throws IOException {
    parse(
        "{\"d\":[{\"New\":1,\"Address\":{\"Street\":\"s\",\"City\":[{\"b\":2,\"a\":1}]}},"
            + "{\"Address\":{\"City\":[{\"a\":1,\"b\":2}],\"Street\":\"s\"},\"New\":1}]}");
    assertThat(sink.extras().get(1)).isEqualTo(sink.extras().get(0));
    assertThat(sink.extras().get(0))
        .isEqualTo("{\"Address\":{\"City\":[{\"a\":1,\"b\":2}],\"Street\":\"s\"},\"New\":1}");
  }

  @Test
  void metadataAndCollectionsThatWereNotExpandedAreNoData() throws IOException {
    parse(
        "{\"d\":[{\"__metadata\":{\"uri\":\"x\",\"type\":\"y\"},\"ID\":\"a\","
            + "\"BankAccounts\":{\"__deferred\":{\"uri\":\"z\"}}}]}");
    assertThat(sink.row(0)).isEqualTo(Map.of("ID", "a"));
    assertThat(sink.extras()).containsOnlyNulls();
  }

  @Test
  void aColumnThatWasNotAskedForCountsAsUnasked() throws IOException {
    parse("{\"d\":[{\"ID\":\"a\",\"Name\":\"n\"}]}", List.of("ID"));
    assertThat(sink.row(0)).isEqualTo(Map.of("ID", "a"));
    assertThat(sink.extras()).containsExactly("{\"Name\":\"n\"}");
  }

  @Test
  void aPropertyThatComesTwiceHasItsLastValue() throws IOException {
    parse("{\"d\":[{\"Blocked\":\"?\",\"Blocked\":true,\"X\":1,\"X\":2}]}");
    assertThat(sink.row(0)).isEqualTo(Map.of("BLOCKED", "true"));
    assertThat(sink.extras()).containsExactly("{\"X\":2}");
  }

  @Test
  void controlCharactersAndHalfSurrogatesDoNotBreakAPage() throws IOException {
    parse("{\"d\":[{\"Name\":\"a\u0001b\\u0002c\r\n\",\"City\":\"\\ud800x\"}]}");
    assertThat(sink.row(0)).isEqualTo(Map.of("NAME", "a\u0001b\u0002c\r\n", "CITY", "\uFFFDx"));
  }

  @Test
  void whatIsNoPageSaysWhatItIs() {
    assertThat(reason("")).isEqualTo(Reason.TRUNCATED);
    assertThat(reason(" \r\n")).isEqualTo(Reason.TRUNCATED);
    assertThat(reason("{\"d\":{\"results\":[{\"ID\":\"a\"}")).isEqualTo(Reason.TRUNCATED);
    assertThat(reason("<!DOCTYPE html><html></html>")).isEqualTo(Reason.LOGIN_PAGE);
    assertThat(reason("\r\n<html><body>Object moved")).isEqualTo(Reason.LOGIN_PAGE);
    assertThat(reason("<?xml version=\"1.0\"?><feed/>")).isEqualTo(Reason.XML);
    assertThat(reason("[1]")).isEqualTo(Reason.MALFORMED);
    assertThat(reason("{\"d\":3}")).isEqualTo(Reason.MALFORMED);
    assertThat(reason("{\"d\":null}")).isEqualTo(Reason.MALFORMED);
    assertThat(reason("{\"d\":[3]}")).isEqualTo(Reason.MALFORMED);
    assertThat(reason("{\"error\":{}}")).isEqualTo(Reason.MALFORMED);
    assertThat(reason("{\"d\":{\"results\":{}}}")).isEqualTo(Reason.MALFORMED);
    assertThat(reason("{\"d\":[{\"ID\":NaN}]}")).isEqualTo(Reason.MALFORMED);
    assertThat(reason("no json")).isEqualTo(Reason.MALFORMED);
  }

  @Test
  void aHostileAnswerCannotGrowMemory() {
    assertThat(reason("{\"d\":[{\"X\":" + "[".repeat(100_000))).isEqualTo(Reason.TOO_LARGE);
    assertThat(reason("{\"d\":[{\"X\":" + "1".repeat(100_000) + "}]}")).isEqualTo(Reason.TOO_LARGE);
    assertThat(reason("{\"d\":[{\"" + "x".repeat(100_000) + "\":1}]}")).isEqualTo(Reason.TOO_LARGE);
    assertThat(reason("{\"d\":{\"__next\":\"" + "x".repeat(100_000) + "\",\"results\":[]}}"))
        .isEqualTo(Reason.TOO_LARGE);
    String text = "ü".repeat(9 << 20);
    assertThat(reason("{\"d\":[{\"Name\":\"" + text + "\"}]}")).isEqualTo(Reason.TOO_LARGE);
  }

  @Property(tries = 300)
  void aPageCutAnywhereIsNeverTakenForAWholeOne(@ForAll @IntRange(min = 0, max = 120) int length) {
    String page =
        "{\"d\":{\"results\":[{\"ID\":\"a\",\"Timestamp\":12},{\"X\":{\"y\":[1]}}],\"__next\":\"u\"}}";
    String cut = page.substring(0, Math.min(length, page.length() - 1));
    assertThatThrownBy(() -> parse(cut)).isInstanceOf(UnreadableAnswer.class);
  }

  @Property(tries = 500)
  void anyTextIsReadOrRefusedButNeverBreaks(@ForAll String text) {
    for (String body : List.of(text, "{\"d\":" + text, "{\"d\":[{\"ID\":" + text + "}]}")) {
      try {
        parse(body);
      } catch (IOException refused) {
        assertThat(refused).isInstanceOf(UnreadableAnswer.class);
      }
    }
  }

  @Property(tries = 300)
  void textsSurviveInColumnsAndInTheExtraObject(
      @ForAll String text, @ForAll @AlphaChars @StringLength(min = 1, max = 20) String name)
      throws IOException {
    String quoted = new ObjectMapper().writeValueAsString(text);
    RecordingSink fresh = new RecordingSink(ACCOUNTS);
    String body = "{\"d\":[{\"Name\":" + quoted + ",\"zz" + name + "\":" + quoted + "}]}";
    new PageParser(ACCOUNTS, ALL)
        .parse(new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)), fresh);
    String expected = Utf8.wellFormed(text);
    assertThat(fresh.row(0).get("NAME").replace('\uFFFD', '?'))
        .isEqualTo(expected.replace('\uFFFD', '?'));
    assertThat(new ObjectMapper().readTree(fresh.extras().get(0)).path("zz" + name).asText())
        .isEqualTo(fresh.row(0).get("NAME"));
  }
}
