package com.ddbm.exactonline.exact;

import com.ddbm.exactonline.catalogue.Column;
import com.ddbm.exactonline.catalogue.Endpoint;
import com.ddbm.exactonline.errors.ErrorCode;
import com.ddbm.exactonline.exact.ExactException.Kind;
import com.ddbm.exactonline.exact.PageRequest.Everything;
import com.ddbm.exactonline.exact.PageRequest.ModifiedFrom;
import com.ddbm.exactonline.exact.PageRequest.TimestampAfter;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import okhttp3.HttpUrl;

/** Addresses of one site. */
final class ExactUrls {

  /** Exact refuses longer ones (facts, section 4). */
  private static final int LONGEST = 6000;

  /** Literals have no zone: they are in the wall clock of the data. */
  private static final DateTimeFormatter MOMENT =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS", Locale.ROOT);

  /** Groups of paths that are ways to read and no part of the resource's name. */
  private static final Set<String> WAYS = Set.of("sync", "bulk", "read");

  private final Site site;

  ExactUrls(Site site) {
    this.site = site;
  }

  /** The first page; every column is listed, since star is not understood everywhere. */
  String first(
      int division, Endpoint endpoint, Collection<String> columns, PageRequest.Filter filter) {
    List<String> properties =
        endpoint.columns().stream()
            .filter(column -> columns.contains(column.name()))
            .map(Column::property)
            .toList();
    String url =
        path(division, endpoint.uri()) + "?$select=" + String.join(",", properties) + text(filter);
    if (properties.isEmpty() || url.length() > LONGEST) {
      throw new ExactException(
          Kind.PROTOCOL,
          ErrorCode.EO_2013,
          null,
          null,
          "the address for " + endpoint.id() + " would have " + url.length() + " characters");
    }
    return url;
  }

  /**
   * A next link as it may be followed: only to the site's own host, always over https, otherwise
   * exactly as received.
   */
  String next(String link) {
    HttpUrl url = HttpUrl.parse(link);
    boolean standardPort = url != null && url.port() == HttpUrl.defaultPort(url.scheme());
    if (url == null
        || !url.host().equals(site.host())
        || !standardPort
        || !url.username().isEmpty()
        || !url.password().isEmpty()) {
      throw refused(url == null ? "no address" : Texts.brief(url.host() + ":" + url.port()));
    }
    if (url.isHttps()) {
      return link;
    }
    String secure = "https" + link.substring(link.indexOf(':'));
    HttpUrl made = HttpUrl.parse(secure);
    if (made == null || made.port() != HttpUrl.defaultPort("https")) {
      throw refused(Texts.brief(url.host() + ":" + url.port())); // http with its port spelled out
    }
    return secure;
  }

  private static ExactException refused(String host) {
    return new ExactException(Kind.PROTOCOL, ErrorCode.EO_2015, null, null, host);
  }

  /** Whether the user may GET an endpoint. */
  String rights(int division, Endpoint endpoint) {
    return path(division, "{division}/users/UserHasRights")
        + "?endpoint='"
        + resource(endpoint)
        + "'&action='GET'";
  }

  /** The first Timestamp at or after a moment. */
  String timestampAt(int division, String endPoint, LocalDateTime modified) {
    return path(division, "{division}/read/sync/Sync/SyncTimestamp")
        + "?modified=datetime'"
        + MOMENT.format(modified).replace(":", "%3A")
        + "'&endPoint='"
        + endPoint
        + "'";
  }

  /** For example {@code Logistics/Items}, as the check of rights names endpoints. */
  static String resource(Endpoint endpoint) {
    String path = endpoint.uri().replace("{division}/", "");
    int slash = path.indexOf('/');
    boolean way = slash > 0 && WAYS.contains(path.substring(0, slash));
    return way && path.indexOf('/', slash + 1) > 0 ? path.substring(slash + 1) : path;
  }

  private String path(int division, String uri) {
    return site.address() + "/api/v1/" + uri.replace("{division}", Integer.toString(division));
  }

  private static String text(PageRequest.Filter filter) {
    if (filter instanceof TimestampAfter after) {
      return "&$filter=Timestamp%20gt%20" + after.timestamp() + "L";
    }
    if (filter instanceof ModifiedFrom from) {
      return "&$filter=Modified%20ge%20datetime'"
          + MOMENT.format(from.moment()).replace(":", "%3A")
          + "'";
    }
    assert filter instanceof Everything;
    return "";
  }
}
