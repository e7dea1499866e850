package com.ddbm.exactonline.simulator.data;

import com.ddbm.exactonline.simulator.catalogue.Resource;

/** A set of rows; several addresses of Exact's API can show the same one. */
public final class Dataset {
  private final String id;
  private final int ordinal;
  private final Resource primary;
  private final long salt;
  private final int slot;
  private final int entityType;
  private final int linesPerDocument;
  private final String documentKey;
  private final int fixedRows;

  /**
   * Describes a dataset.
   *
   * @param ordinal counts all datasets from 0
   * @param slot its place among the row versions of a division, or -1 when its rows have none
   * @param entityType its code in Deleted, or 0
   * @param linesPerDocument rows of one header with its lines, or 1
   * @param documentKey the property with the key of the document, or null
   * @param fixedRows the number of rows it always begins with, or -1
   */
  public Dataset(
      String id,
      int ordinal,
      Resource primary,
      int slot,
      int entityType,
      int linesPerDocument,
      String documentKey,
      int fixedRows) {
    this.id = id;
    this.ordinal = ordinal;
    this.primary = primary;
    this.salt = Mix.text(id);
    this.slot = slot;
    this.entityType = entityType;
    this.linesPerDocument = linesPerDocument;
    this.documentKey = documentKey;
    this.fixedRows = fixedRows;
  }

  /** The endpoint's id, or the address for one that is no endpoint of the product. */
  public String id() {
    return id;
  }

  /** Its place among all datasets. */
  int ordinal() {
    return ordinal;
  }

  /** The address whose properties are the columns of the replica. */
  public Resource primary() {
    return primary;
  }

  /** Whether rows have row versions. */
  public boolean hasTimestamps() {
    return slot >= 0;
  }

  /** The place among the row versions of a division. */
  public int slot() {
    return slot;
  }

  /** The code in Deleted, or 0 when deletions are not announced. */
  public int entityType() {
    return entityType;
  }

  /** Rows of one header with its lines, or 1 when there are no documents. */
  public int linesPerDocument() {
    return linesPerDocument;
  }

  /** The property with the key of the document, or null. */
  public String documentKey() {
    return documentKey;
  }

  /**
   * Whether a change of one line gives the whole document new row versions, and the header has the
   * document's key.
   */
  public boolean changesAsDocument() {
    return linesPerDocument > 1 && !"EntryID".equals(documentKey);
  }

  /** The number of rows it always begins with, or -1. */
  public int fixedRows() {
    return fixedRows;
  }

  /** Whether at most one row exists at a time. */
  public boolean single() {
    return fixedRows == 1;
  }

  long salt() {
    return salt;
  }

  /** The seed of the keys of documents, apart from those of lines. */
  public static long documentSeed(long tableSeed) {
    return tableSeed ^ 0x446F63756D656E74L;
  }
}
