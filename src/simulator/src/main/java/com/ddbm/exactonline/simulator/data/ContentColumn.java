package com.ddbm.exactonline.simulator.data;

/** Shows what a row's own content says, and a generated value where it says nothing. */
public final class ContentColumn extends Column {
  private final Column generated;

  /** Wraps the column that makes the values the content does not have. */
  public ContentColumn(Column generated) {
    super(generated.property());
    this.generated = generated;
  }

  @Override
  public void write(Row row, ValueSink sink) {
    if (!(row.content() instanceof Content content) || !content.write(property().name(), sink)) {
      generated.write(row, sink);
    }
  }
}
