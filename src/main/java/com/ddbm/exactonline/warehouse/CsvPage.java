package com.ddbm.exactonline.warehouse;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The rows of one page as CSV, uncompressed and in memory, so that a page which is read again can
 * be forgotten. As {@link Target#stage} wants it: RFC 4180 with a line feed after each record, NULL
 * an unquoted empty field, text always quoted, no escape character, no header.
 *
 * <p>Not thread-safe. Made and given back by {@link CsvPages}.
 */
public final class CsvPage {

  private final boolean[] quoted;
  private final RowHash hash = new RowHash();

  private byte[] page;
  private int length;
  private int rows;

  CsvPage(TableDefinition table, byte[] memory) {
    page = memory;
    quoted = new boolean[table.columns().size()];
    for (int index = 0; index < quoted.length; index++) {
      quoted[index] = table.columns().get(index).type().quotedInFiles();
    }
  }

  /**
   * Adds a row and its hash.
   *
   * @param sequence rises with arrival within the division
   * @param values canonical text of each data column in the table's order, null for NULL
   * @param extra JSON text, or null
   */
  public void add(int division, long sequence, String[] values, String extra) {
    ascii(Integer.toString(division));
    put(',');
    ascii(Long.toString(sequence));
    for (int index = 0; index < quoted.length; index++) {
      put(',');
      String value = values[index];
      if (value != null) {
        if (quoted[index]) {
          text(value);
        } else {
          ascii(value);
        }
      }
    }
    put(',');
    ascii(hash.of(values, extra));
    put(',');
    if (extra != null) {
      text(extra);
    }
    put('\n');
    rows++;
  }

  /** Forgets all rows: the page will be delivered again, or has been written. */
  public void restart() {
    length = 0;
    rows = 0;
  }

  /** Its memory, which it must not touch any more. */
  byte[] surrender() {
    byte[] memory = page;
    page = null;
    return memory;
  }

  /** How many rows it holds. */
  public int rows() {
    return rows;
  }

  /** How many bytes it holds. */
  public int length() {
    return length;
  }

  /** Writes its bytes. */
  public void writeTo(OutputStream output) throws IOException {
    output.write(page, 0, length);
  }

  private void put(char character) {
    room(1);
    page[length++] = (byte) character;
  }

  /** Digits, dates, hexadecimal: never a character that needs quotes or more than a byte. */
  @SuppressWarnings("deprecation") // it takes the low byte of each character: all that ASCII has
  private void ascii(String value) {
    int characters = value.length();
    room(characters);
    value.getBytes(0, characters, page, length);
    length += characters;
  }

  /** Copied as a whole where it can be: most texts have no quote to double. */
  private void text(String value) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    room(2 * bytes.length + 2);
    page[length++] = '"';
    if (value.indexOf('"') < 0) {
      System.arraycopy(bytes, 0, page, length, bytes.length);
      length += bytes.length;
    } else {
      for (byte each : bytes) {
        if (each == '"') {
          page[length++] = '"';
        }
        page[length++] = each;
      }
    }
    page[length++] = '"';
  }

  private void room(int more) {
    if (length + more > page.length) {
      page = Arrays.copyOf(page, Math.max(page.length * 2, length + more));
    }
  }
}
