package com.ddbm.exactonline.simulator.api;

import com.ddbm.exactonline.simulator.catalogue.Resource;
import com.ddbm.exactonline.simulator.http.Incoming;
import com.ddbm.exactonline.simulator.http.QueryText;
import com.ddbm.exactonline.simulator.oauth.OAuth.Caller;
import com.ddbm.exactonline.simulator.world.DivisionState;
import com.ddbm.exactonline.simulator.world.User;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What is known of a call to {@code /api/v1} while it is answered. */
final class Call {
  private static final Pattern ADDRESS =
      Pattern.compile("/api/v1/(beta/)?(?:(\\d+)/)?(.*?)(?:\\((.*)\\))?(/\\$count)?/?");

  final Incoming incoming;
  final Map<String, String> parameters;

  /** The division in the address, or 0. */
  final int divisionCode;

  /** The part after the division, without key and count. */
  final String path;

  /** What stands in parentheses behind the path, or null. */
  final String key;

  final boolean count;
  Caller caller;
  User user;
  DivisionState division;
  Resource resource;

  private Call(Incoming incoming, int divisionCode, String path, String key, boolean count) {
    this.incoming = incoming;
    this.parameters = QueryText.parse(incoming.rawQuery());
    this.divisionCode = divisionCode;
    this.path = path;
    this.key = key;
    this.count = count;
  }

  /** Reads the address of a call. */
  static Call of(Incoming incoming) {
    Matcher matcher = ADDRESS.matcher(incoming.path());
    if (!matcher.matches()) {
      return new Call(incoming, 0, "", null, false);
    }
    int division = 0;
    if (matcher.group(2) != null && matcher.group(2).length() < 10) {
      division = Integer.parseInt(matcher.group(2));
    }
    String path = (matcher.group(1) == null ? "" : matcher.group(1)) + matcher.group(3);
    return new Call(incoming, division, path, matcher.group(4), matcher.group(5) != null);
  }

  boolean nextLink() {
    return parameters.containsKey("$skiptoken");
  }

  /** The absolute address of the collection, as the caller sees it. */
  String address() {
    String beta = path.startsWith("beta/") ? "beta/" : "";
    String middle = resource.hasDivision() ? divisionCode + "/" : "";
    return incoming.origin()
        + "/api/v1/"
        + beta
        + middle
        + resource.path().substring(resource.path().startsWith("beta/") ? 5 : 0);
  }
}
