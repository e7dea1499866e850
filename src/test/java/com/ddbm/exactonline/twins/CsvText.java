package com.ddbm.exactonline.twins;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** Staged files as Snowflake reads them: gzip, RFC 4180, NULL an empty field without quotes. */
public final class CsvText {

  private CsvText() {}

  /** Records of a compressed file; null where a field is NULL. */
  public static List<String[]> read(byte[] compressed) {
    try (GZIPInputStream input = new GZIPInputStream(new ByteArrayInputStream(compressed))) {
      return parse(new String(input.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException exception) {
      throw new UncheckedIOException(exception);
    }
  }

  /** A compressed file of these records; every text is quoted. */
  public static byte[] write(List<String[]> records) {
    StringBuilder text = new StringBuilder();
    for (String[] record : records) {
      for (int index = 0; index < record.length; index++) {
        text.append(index == 0 ? "" : ",");
        if (record[index] != null) {
          text.append('"').append(record[index].replace("\"", "\"\"")).append('"');
        }
      }
      text.append('\n');
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream output = new GZIPOutputStream(bytes)) {
      output.write(text.toString().getBytes(StandardCharsets.UTF_8));
    } catch (IOException exception) {
      throw new UncheckedIOException(exception);
    }
    return bytes.toByteArray();
  }

  private static List<String[]> parse(String text) {
    List<String[]> records = new ArrayList<>();
    List<String> fields = new ArrayList<>();
    int at = 0;
    while (at < text.length()) {
      StringBuilder field = null;
      if (text.charAt(at) == '"') {
        field = new StringBuilder();
        at++;
        while (true) {
          char character = text.charAt(at++);
          if (character != '"') {
            field.append(character);
          } else if (at < text.length() && text.charAt(at) == '"') {
            field.append('"');
            at++;
          } else {
            break;
          }
        }
      } else {
        int end = at;
        while (text.charAt(end) != ',' && text.charAt(end) != '\n') {
          end++;
        }
        field = end == at ? null : new StringBuilder(text.substring(at, end));
        at = end;
      }
      fields.add(field == null ? null : field.toString());
      if (text.charAt(at) == '\n') {
        records.add(fields.toArray(String[]::new));
        fields.clear();
      }
      at++;
    }
    return records;
  }
}
