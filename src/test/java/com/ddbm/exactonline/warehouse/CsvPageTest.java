package com.ddbm.exactonline.warehouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.ddbm.exactonline.twins.CsvText;
import com.ddbm.exactonline.warehouse.TableDefinition.Definition;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class CsvPageTest {

  private static final TableDefinition TABLE =
      new TableDefinition(
          TableName.of("D", "S", "T"),
          "",
          List.of(
              new Definition("ID", ColumnType.GUID, ""),
              new Definition("NAME", ColumnType.TEXT, ""),
              new Definition("AMOUNT", ColumnType.DECIMAL, "")),
          List.of("ID"),
          true,
          null,
          false);

  private static final CsvPages PAGES = new CsvPages();

  private final CsvPage page = PAGES.take(TABLE);

  @Test
  void quotesTextAndLeavesNullEmpty() {
    page.add(7, 1, new String[] {"a", "", "1.50"}, null);
    page.add(7, 2, new String[] {"b", null, null}, "{}");
    assertThat(text())
        .matches("7,1,\"a\",\"\",1\\.50,[0-9a-f]{32},\n7,2,\"b\",,,[0-9a-f]{32},\"\\{}\"\n");
  }

  @Test
  void bringsEveryTextBackAsItWas() {
    String nasty = "\"; DROP -- \\N \\\" , \r\n\t é € 𝄞 ' \u0001";
    String[] values = {"a", nasty, null};
    page.add(1, 1, values, "{\"x\":\"\\\"é\\\"\"}");
    String[] read = CsvText.read(compressed()).get(0);
    assertThat(read[3]).isEqualTo(nasty);
    assertThat(read[6]).isEqualTo("{\"x\":\"\\\"é\\\"\"}");
  }

  @Test
  void forgetsThePageThatIsReadAgain() {
    page.add(1, 1, new String[] {"a", "x", "1"}, null);
    page.restart();
    page.add(1, 1, new String[] {"b", "x", "1"}, null);
    assertThat(page.rows()).isEqualTo(1);
    assertThat(text()).startsWith("1,1,\"b\"");
  }

  @Test
  void growsWithARowLongerThanAnyBefore() {
    String longText = "\"".repeat(300_000);
    page.add(1, 1, new String[] {"a", longText, "1"}, null);
    assertThat(CsvText.read(compressed()).get(0)[3]).isEqualTo(longText);
  }

  @Test
  void anotherPageInTheSameMemoryHoldsNothingOfTheFirst() {
    page.add(1, 1, new String[] {"a", "\"".repeat(300_000), "1"}, null);
    PAGES.giveBack(page);
    CsvPage next = PAGES.take(TABLE);
    assertThat(next.rows()).isZero();
    assertThat(next.length()).isZero();
    next.add(1, 1, new String[] {"b", "x", "1"}, null);
    assertThat(text(next)).matches("1,1,\"b\",\"x\",1,[0-9a-f]{32},\n");
  }

  @Test
  void aPageThatWasGivenBackCannotBeWritten() {
    PAGES.giveBack(page);
    assertThatThrownBy(() -> page.add(1, 1, new String[] {"a", "x", "1"}, null))
        .isInstanceOf(NullPointerException.class);
  }

  @Test
  void hashesEveryColumnAndTheExtraAndNothingElse() {
    RowHash hash = new RowHash();
    String[] row = {"a", "bc", null};
    String value = hash.of(row, null);
    assertThat(value).matches("[0-9a-f]{32}").isEqualTo(new RowHash().of(row, null));
    assertThat(hash.of(new String[] {"ab", "c", null}, null)).isNotEqualTo(value);
    assertThat(hash.of(new String[] {"a", "bc", ""}, null)).isNotEqualTo(value);
    assertThat(hash.of(new String[] {"a", null, "bc"}, null)).isNotEqualTo(value);
    assertThat(hash.of(row, "{}")).isNotEqualTo(value);
  }

  /**
   * Stored hashes are compared over years: another value for the same row would write every row.
   */
  @Test
  void neverChangesTheHashOfARow() {
    assertThat(new RowHash().of(new String[] {"1", "Müller", null, ""}, "{\"A\":1}"))
        .isEqualTo("9fe5ffc99374aadc0599f190fe56731a");
  }

  private String text() {
    return text(page);
  }

  private static String text(CsvPage page) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      page.writeTo(bytes);
    } catch (IOException exception) {
      throw new UncheckedIOException(exception);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private byte[] compressed() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      page.writeTo(gzip);
    } catch (IOException exception) {
      throw new UncheckedIOException(exception);
    }
    return bytes.toByteArray();
  }
}
