package com.ddbm.exactonline.simulator.data;

import com.ddbm.exactonline.simulator.catalogue.EdmType;
import com.ddbm.exactonline.simulator.catalogue.Property;
import java.math.BigDecimal;
import java.util.function.IntUnaryOperator;
import java.util.function.ToLongFunction;

/** The kinds of columns. Which property gets which is decided by {@link ColumnFactory}. */
final class Columns {
  private static final Text EMPTY = new Text("");
  private static final BigDecimal[] ODD_NUMBERS = {
    new BigDecimal("0.1"),
    new BigDecimal("1E-7"),
    new BigDecimal("123456789012.34"),
    new BigDecimal("-0.005"),
    new BigDecimal("1E+15"),
    new BigDecimal("-99999999.99"),
    new BigDecimal("0.000001"),
    new BigDecimal("33.333333333")
  };
  private static final Text[] ODD_LITERALS = {
    new Text("0.1"),
    new Text("1E-07"),
    new Text("123456789012.34"),
    new Text("-0.005"),
    new Text("1E+15"),
    new Text("-99999999.99"),
    new Text("1E-06"),
    new Text("33.333333333")
  };
  private static final long DAY = 86_400_000L;

  private Columns() {}

  /** Writes a value; lets columns be written as short functions. */
  interface Writer {
    void write(Row row, ValueSink sink);
  }

  static Column of(Property property, Writer writer) {
    return new Column(property) {
      @Override
      public void write(Row row, ValueSink sink) {
        writer.write(row, sink);
      }
    };
  }

  static Column nothing(Property property) {
    return of(property, (row, sink) -> sink.nothing());
  }

  /** The key of the row; a header that stands for its document has the document's key. */
  static Column key(Property property, Dataset dataset) {
    return of(
        property,
        (row, sink) -> {
          if (row.line == 0 && dataset.changesAsDocument()) {
            documentKey(row, sink);
          } else {
            sink.guid(
                Guids.high(row.tableSeed(), row.number), Guids.low(row.tableSeed(), row.number));
          }
        });
  }

  static Column documentKey(Property property) {
    return of(property, Columns::documentKey);
  }

  private static void documentKey(Row row, ValueSink sink) {
    long seed = Dataset.documentSeed(row.tableSeed());
    sink.guid(Guids.high(seed, row.document), Guids.low(seed, row.document));
  }

  static Column whole(Property property, IntUnaryOperator ofNumber) {
    boolean wide = property.type() == EdmType.INT64;
    return of(
        property,
        (row, sink) -> {
          int value = ofNumber.applyAsInt(row.number);
          if (wide) {
            sink.int64(value);
          } else {
            sink.integer(value);
          }
        });
  }

  static Column dateOrNothing(Property property, ToLongFunction<Row> time) {
    return of(
        property,
        (row, sink) -> {
          long value = time.applyAsLong(row);
          if (value == Row.NO_TIME) {
            sink.nothing();
          } else {
            sink.dateTime(value);
          }
        });
  }

  static Column guid(Property property) {
    return new Column(property) {
      @Override
      public void write(Row row, ValueSink sink) {
        long bits = bits(row);
        int choice = (int) bits & 31;
        if (choice < 8) {
          sink.nothing();
        } else if (choice == 8) {
          sink.guid(0, 0);
        } else {
          long seed = row.division().seed() ^ salt;
          int number = (int) (bits >>> 58);
          sink.guid(Guids.high(seed, number), Guids.low(seed, number));
        }
      }
    };
  }

  /**
   * A key, code or name of a row of another table; columns with the same pick salt show the same
   * row.
   */
  static Column reference(Property property, Dataset target, long pickSalt, Column shown) {
    return new Column(property) {
      @Override
      public void write(Row row, ValueSink sink) {
        long bits = Mix.mix(row.seed ^ pickSalt);
        if (row.version > 0 && (row.version & 3) == 3) {
          bits = Mix.mix(bits, row.version);
        }
        int rows = row.division().baseRows(target);
        if ((bits & 7) == 0 || rows == 0) {
          sink.nothing();
          return;
        }
        int number = Mix.below(bits, rows);
        if (shown == null) {
          long seed = row.division().tableSeed(target);
          sink.guid(Guids.high(seed, number), Guids.low(seed, number));
        } else {
          shown.write(new Row(target, row.division()).move(number, 0, 0, 0, null), sink);
        }
      }
    };
  }

  /** Texts from a pool, some absent; free texts are now and then empty or hard to carry. */
  static Column text(Property property, TextPool pool, int absentOf32, boolean free) {
    return new Column(property) {
      @Override
      public void write(Row row, ValueSink sink) {
        long bits = bits(row);
        int choice = (int) bits & 31;
        if (choice < absentOf32) {
          sink.nothing();
        } else if (free && choice == 31) {
          sink.text(EMPTY);
        } else if (free && choice == 30) {
          sink.text(Texts.NASTY.pick(bits));
        } else {
          sink.text(pool.pick(bits));
        }
      }
    };
  }

  /** A text of the document a row belongs to. */
  static Column documentText(Property property, TextPool pool) {
    return new Column(property) {
      @Override
      public void write(Row row, ValueSink sink) {
        sink.text(pool.pick(documentBits(row)));
      }
    };
  }

  static Column numbered(Property property, String prefix, int absentOf32, int bound) {
    Text text = new Text(prefix);
    return new Column(property) {
      @Override
      public void write(Row row, ValueSink sink) {
        long bits = bits(row);
        if (((int) bits & 31) < absentOf32) {
          sink.nothing();
        } else {
          sink.text(text, Mix.below(bits, bound));
        }
      }
    };
  }

  static Column integer(Property property, int absentOf32, int... values) {
    boolean wide = property.type() == EdmType.INT64;
    return new Column(property) {
      @Override
      public void write(Row row, ValueSink sink) {
        long bits = bits(row);
        if (((int) bits & 31) < absentOf32) {
          sink.nothing();
        } else if (wide) {
          sink.int64(values[Mix.below(bits, values.length)]);
        } else {
          sink.integer(values[Mix.below(bits, values.length)]);
        }
      }
    };
  }

  static Column integerBelow(Property property, int absentOf32, int bound) {
    boolean wide = property.type() == EdmType.INT64;
    return new Column(property) {
      @Override
      public void write(Row row, ValueSink sink) {
        long bits = bits(row);
        if (((int) bits & 31) < absentOf32) {
          sink.nothing();
        } else if (wide) {
          sink.int64(Mix.below(bits, bound) * 4_000_000_007L);
        } else {
          sink.integer(Mix.below(bits, bound));
        }
      }
    };
  }

  /** Whole numbers of the document a row belongs to. */
  static Column documentInteger(Property property, IntUnaryOperator ofDocument) {
    return of(property, (row, sink) -> sink.integer(ofDocument.applyAsInt(row.document)));
  }

  /** Amounts with cents; some have values on which floating point goes wrong. */
  static Column amount(Property property, int bound) {
    return new Column(property) {
      @Override
      public void write(Row row, ValueSink sink) {
        long bits = restlessBits(row);
        int choice = (int) bits & 63;
        if (choice == 0) {
          int odd = (int) (bits >>> 8) & 7;
          sink.decimal(ODD_NUMBERS[odd], ODD_LITERALS[odd]);
        } else if (choice < 6) {
          sink.integer(0);
        } else {
          sink.decimal((long) Mix.below(bits, bound) - bound / 4, 2);
        }
      }
    };
  }

  static Column oneOf(Property property, int absentOf32, long scale, int... unscaled) {
    return new Column(property) {
      @Override
      public void write(Row row, ValueSink sink) {
        long bits = restlessBits(row);
        if (((int) bits & 31) < absentOf32) {
          sink.nothing();
        } else {
          sink.decimal(unscaled[Mix.below(bits, unscaled.length)], (int) scale);
        }
      }
    };
  }

  static Column bool(Property property) {
    return new Column(property) {
      @Override
      public void write(Row row, ValueSink sink) {
        sink.bool((bits(row) & 1) == 0);
      }
    };
  }

  /** Dates without a time, from first day to last day counted from 1970. */
  static Column date(Property property, int absentOf32, int firstDay, int lastDay) {
    return new Column(property) {
      @Override
      public void write(Row row, ValueSink sink) {
        long bits = bits(row);
        if (((int) bits & 31) < absentOf32) {
          sink.nothing();
        } else {
          sink.dateTime((firstDay + Mix.below(bits, lastDay - firstDay)) * DAY);
        }
      }
    };
  }

  static Column documentDate(Property property, int firstDay, int days) {
    return new Column(property) {
      @Override
      public void write(Row row, ValueSink sink) {
        sink.dateTime((firstDay + Mix.below(documentBits(row), days)) * DAY);
      }
    };
  }

  static Column dateTime(Property property, int absentOf32) {
    return new Column(property) {
      @Override
      public void write(Row row, ValueSink sink) {
        long bits = bits(row);
        if (((int) bits & 31) < absentOf32) {
          sink.nothing();
        } else {
          sink.dateTime(1_704_067_200_000L + (bits >>> 28) % (1000L * DAY));
        }
      }
    };
  }

  static Column binary(Property property) {
    return new Column(property) {
      @Override
      public void write(Row row, ValueSink sink) {
        long bits = bits(row);
        if ((bits & 15) == 0) {
          sink.binary(Texts.BASE64.pick(bits));
        } else {
          sink.nothing();
        }
      }
    };
  }
}
