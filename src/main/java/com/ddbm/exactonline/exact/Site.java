package com.ddbm.exactonline.exact;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The country sites of Exact Online. Sign-in, tokens and data of a connection are all on its own
 * site, and an app registration belongs to one site (facts, section 1).
 */
public enum Site {
  NL("nl", "start.exactonline.nl"),
  BE("be", "start.exactonline.be"),
  DE("de", "start.exactonline.de"),
  FR("fr", "start.exactonline.fr"),
  ES("es", "start.exactonline.es"),
  UK("uk", "start.exactonline.co.uk"),
  US("us", "start.exactonline.com");

  private final String code;
  private final String host;

  Site(String code, String host) {
    this.code = code;
    this.host = host;
  }

  /** The code used in settings, for example {@code nl}; compared exactly. */
  public static Optional<Site> of(String code) {
    return Arrays.stream(values()).filter(site -> site.code.equals(code)).findFirst();
  }

  /** All codes, in the order in which pages list them. */
  public static List<String> codes() {
    return Arrays.stream(values()).map(Site::code).toList();
  }

  /** The code used in settings. */
  public String code() {
    return code;
  }

  /** The host that everything of this site is on. */
  public String host() {
    return host;
  }

  /** For example {@code https://start.exactonline.nl}. */
  public String address() {
    return "https://" + host;
  }
}
