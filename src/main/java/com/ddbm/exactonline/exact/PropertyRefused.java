package com.ddbm.exactonline.exact;

/** The server does not know a property that was selected. */
final class PropertyRefused extends Exception {

  private static final long serialVersionUID = 1L;
  private final String property;

  PropertyRefused(String property) {
    super(property, null, false, false);
    this.property = property;
  }

  String property() {
    return property;
  }
}
