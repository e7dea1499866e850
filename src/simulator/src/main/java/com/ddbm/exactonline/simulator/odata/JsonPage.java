package com.ddbm.exactonline.simulator.odata;

import com.ddbm.exactonline.simulator.catalogue.EdmType;
import com.ddbm.exactonline.simulator.data.Bytes;
import com.ddbm.exactonline.simulator.data.Column;
import com.ddbm.exactonline.simulator.data.JsonSink;
import com.ddbm.exactonline.simulator.data.Row;
import com.ddbm.exactonline.simulator.data.Text;
import com.ddbm.exactonline.simulator.data.ValueSink;
import com.ddbm.exactonline.simulator.world.Selection;
import com.ddbm.exactonline.simulator.world.View;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/** Writes rows in the verbose JSON of OData v2, with the spacing of Exact's server. */
public final class JsonPage {
  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};
  private static final byte[] ROW_END = ascii("\r\n}");
  private static final byte[] ROW_SEPARATOR = ascii(", ");
  private static final byte[] EXTRA = ascii(", \"SimulatorExtra\": \"not in the catalogue\"");

  private final Bytes target;
  private final View view;
  private final Column[] columns;
  private final Set<String> expanded;
  private final Shape shape;
  private final byte[] metadataStart;
  private final byte[] metadataEnd;
  private final String address;
  private final JsonSink sink;

  /**
   * A writer for the rows of an address.
   *
   * @param address the absolute address of the collection, without options
   */
  public JsonPage(
      Bytes target,
      View view,
      List<Column> selected,
      Set<String> expanded,
      Shape shape,
      String address) {
    this.target = target;
    this.view = view;
    int count = shape.missingProperty() ? Math.max(1, selected.size() - 1) : selected.size();
    this.columns = selected.subList(0, count).toArray(Column[]::new);
    this.expanded = expanded;
    this.shape = shape;
    this.address = address;
    this.sink =
        shape.numbersAsText()
            ? new QuotingSink(target)
            : shape.timestampAsNumber() ? new NumberSink(target) : new JsonSink(target);
    this.metadataStart =
        ascii("{\r\n\"__metadata\": {\r\n\"uri\": \"" + Text.escapeJson(address) + "(");
    this.metadataEnd = ascii(")\", \"type\": \"" + view.resource().typeName() + "\"\r\n}");
  }

  /** Writes a page; next and count may be null. */
  public void page(Selection rows, Row row, String next, String count) {
    if (shape.byteOrderMark()) {
      target.put(BYTE_ORDER_MARK);
    }
    target.put(shape.bareArray() ? "{\r\n\"d\" : [\r\n" : "{\r\n\"d\" : {\r\n\"results\": [\r\n");
    for (int index = 0; index < rows.size(); index++) {
      if (index > 0) {
        target.put(ROW_SEPARATOR);
      }
      row(rows.position(row, index));
    }
    target.put("\r\n]");
    if (!shape.bareArray()) {
      if (count != null) {
        target.put(", \"__count\": \"").put(count).put("\"");
      }
      if (next != null) {
        target.put(", \"__next\": \"").put(Text.escapeJson(next)).put("\"");
      } else if (shape.nextNull()) {
        target.put(", \"__next\": null");
      }
      target.put("\r\n}");
    }
    target.put("\r\n}");
  }

  /** Writes one row as the whole answer. */
  public void single(Row row) {
    target.put("{\r\n\"d\" : ");
    row(row);
    target.put("\r\n}");
  }

  private void row(Row row) {
    target.put(metadataStart);
    key(row);
    target.put(metadataEnd);
    for (Column column : columns) {
      target.put(column.jsonName());
      EdmType type = column.property().type();
      if (type == EdmType.COLLECTION || type == EdmType.COMPLEX) {
        collection(row, column);
      } else {
        column.write(row, sink);
      }
    }
    if (shape.extraProperty()) {
      target.put(EXTRA);
    }
    target.put(ROW_END);
  }

  private void key(Row row) {
    Column key = view.keyColumn();
    if (key.property().type() == EdmType.GUID) {
      target.put("guid'");
      key.write(row, new BareSink(target));
      target.put('\'');
    } else if (key.property().type() == EdmType.INT64) {
      key.write(row, new BareSink(target));
      target.put('L');
    } else {
      target.put(Text.escapeJson(Position.write(Position.value(key, row), false)));
    }
  }

  private void collection(Row row, Column column) {
    if (expanded.contains(column.property().name())) {
      target.put("{\r\n\"results\": [\r\n]\r\n}");
      return;
    }
    target.put("{\r\n\"__deferred\": {\r\n\"uri\": \"").put(Text.escapeJson(address)).put('(');
    key(row);
    target.put(")/").put(column.property().name()).put("\"\r\n}\r\n}");
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Writes keys and whole numbers without quotes. */
  private static final class BareSink extends JsonSink {
    private final Bytes bytes;

    BareSink(Bytes bytes) {
      super(bytes);
      this.bytes = bytes;
    }

    @Override
    public void guid(long high, long low) {
      bytes.guid(high, low);
    }

    @Override
    public void int64(long value) {
      bytes.number(value);
    }
  }

  /** Writes row versions as numbers, as some test servers do. */
  private static final class NumberSink extends JsonSink {
    private final ValueSink plain;

    NumberSink(Bytes bytes) {
      super(bytes);
      this.plain = new BareSink(bytes);
    }

    @Override
    public void int64(long value) {
      plain.int64(value);
    }
  }

  /** Writes numbers and booleans as text. */
  private static final class QuotingSink extends JsonSink {
    private final Bytes bytes;

    QuotingSink(Bytes bytes) {
      super(bytes);
      this.bytes = bytes;
    }

    @Override
    public void integer(long value) {
      bytes.put('"');
      super.integer(value);
      bytes.put('"');
    }

    @Override
    public void decimal(long unscaled, int scale) {
      bytes.put('"');
      super.decimal(unscaled, scale);
      bytes.put('"');
    }

    @Override
    public void decimal(java.math.BigDecimal value, Text literal) {
      bytes.put('"');
      super.decimal(value, literal);
      bytes.put('"');
    }

    @Override
    public void bool(boolean value) {
      bytes.put('"');
      super.bool(value);
      bytes.put('"');
    }
  }
}
