package com.ddbm.exactonline.simulator.odata;

import com.ddbm.exactonline.simulator.catalogue.EdmType;
import com.ddbm.exactonline.simulator.data.AtomSink;
import com.ddbm.exactonline.simulator.data.Bytes;
import com.ddbm.exactonline.simulator.data.Column;
import com.ddbm.exactonline.simulator.data.Row;
import com.ddbm.exactonline.simulator.data.Text;
import com.ddbm.exactonline.simulator.world.Selection;
import com.ddbm.exactonline.simulator.world.View;
import java.util.List;

/** Writes rows as an Atom feed: what Exact sends to callers that do not ask for JSON. */
public final class AtomPage {
  private static final String DATA = "http://schemas.microsoft.com/ado/2007/08/dataservices";

  private final Bytes target;
  private final View view;
  private final List<Column> columns;
  private final String address;

  /** A writer for the rows of an address. */
  public AtomPage(Bytes target, View view, List<Column> columns, String address) {
    this.target = target;
    this.view = view;
    this.columns = columns;
    this.address = address;
  }

  /** Writes a page; the link to the next one may be null. */
  public void page(Selection rows, Row row, String next) {
    target
        .put("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xml:base=\"")
        .put(Text.escapeXml(address))
        .put(
            "\" xmlns=\"http://www.w3.org/2005/Atom\" xmlns:d=\""
                + DATA
                + "\" xmlns:m=\""
                + DATA
                + "/metadata\">\n")
        .put("<title type=\"text\">")
        .put(view.resource().name())
        .put("</title>\n");
    for (int index = 0; index < rows.size(); index++) {
      entry(rows.position(row, index));
    }
    if (next != null) {
      target.put("<link rel=\"next\" href=\"").put(Text.escapeXml(next)).put("\" />\n");
    }
    target.put("</feed>");
  }

  private void entry(Row row) {
    Column key = view.keyColumn();
    String id = Position.write(Position.value(key, row), key.property().type() == EdmType.INT64);
    target
        .put("<entry>\n<id>")
        .put(Text.escapeXml(address + "(" + id + ")"))
        .put("</id>\n")
        .put("<category term=\"")
        .put(view.resource().typeName())
        .put("\" scheme=\"" + DATA + "/scheme\" />\n")
        .put("<content type=\"application/xml\">\n<m:properties>\n");
    AtomSink sink = new AtomSink(target);
    for (Column column : columns) {
      EdmType type = column.property().type();
      if (type != EdmType.COLLECTION && type != EdmType.COMPLEX) {
        column.write(row, sink.property(column.property().name(), column.property().typeName()));
      }
    }
    target.put("</m:properties>\n</content>\n</entry>\n");
  }
}
