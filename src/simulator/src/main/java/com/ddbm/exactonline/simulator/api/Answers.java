package com.ddbm.exactonline.simulator.api;

import com.ddbm.exactonline.simulator.data.Text;
import com.ddbm.exactonline.simulator.http.Incoming;
import com.ddbm.exactonline.simulator.http.Outgoing;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** The refusals of facts section 3, word by word. */
final class Answers {
  private static final String HTML = "text/html; charset=utf-8";

  private Answers() {}

  /** Whether the caller asks for JSON; otherwise Exact sends XML. */
  static boolean wantsJson(Incoming incoming) {
    return incoming.header("accept").orElse("").contains("json");
  }

  /** A refusal in the envelope of OData. */
  static Outgoing error(Incoming incoming, int status, String message) {
    if (!wantsJson(incoming)) {
      return Outgoing.text(
          status,
          "application/xml; charset=utf-8",
          "<?xml version=\"1.0\" encoding=\"utf-8\"?>\r\n"
              + "<error xmlns=\"http://schemas.microsoft.com/ado/2007/08/dataservices/metadata\">\r\n<code></code>\r\n"
              + "<message xml:lang=\"\">"
              + Text.escapeXml(message)
              + "</message>\r\n</error>");
    }
    return Outgoing.json(
        status,
        "{\r\n\"error\": {\r\n\"code\": \"\", \"message\": {\r\n\"lang\": \"\", \"value\": \""
            + Text.escapeJson(message)
            + "\"\r\n}\r\n}\r\n}");
  }

  static Outgoing unauthorized(String reason) {
    return Outgoing.empty(401)
        .header(
            "WWW-Authenticate",
            "Bearer realm=\"ExactOnline\", error=\"invalid_token\", "
                + "error_description=\""
                + URLEncoder.encode(reason, StandardCharsets.UTF_8).replace("+", "%20")
                + "\"");
  }

  static Outgoing forbidden(String reason) {
    return Outgoing.text(403, HTML, "").header("Reason", reason);
  }

  static Outgoing scopeViolated(Incoming incoming) {
    return error(incoming, 403, "Forbidden - Application Scope Violated. Cannot read");
  }

  static Outgoing moduleMissing(Incoming incoming) {
    return error(incoming, 403, "Forbidden");
  }

  static Outgoing notFound(Incoming incoming) {
    return error(incoming, 404, "Resource not found for the segment.");
  }

  static Outgoing loginPage(int status) {
    Outgoing page =
        Outgoing.text(
            status,
            HTML,
            "<!DOCTYPE html>\r\n<html><head><title>Exact Online</title></head><body>"
                + "<form id=\"LoginForm\" action=\"/docs/Login.aspx\" method=\"post\"><input name=\"UserNameField\"/>"
                + "<input name=\"PasswordField\" type=\"password\"/></form></body></html>");
    return status == 302 ? page.header("Location", "/docs/Login.aspx") : page;
  }

  static Outgoing serverError(Incoming incoming, int status) {
    return switch (status) {
      case 503 ->
          Outgoing.text(
              503,
              HTML,
              "<html><head><title>Exact Online maintenance</title></head><body>"
                  + "<h1>Service Unavailable</h1><p>Reference #18.5c3f1402</p></body></html>");
      case 599 -> Outgoing.text(599, "text/plain", "Network connect timeout error");
      default -> error(incoming, status, "An error occurred while processing this request.");
    };
  }

  static Outgoing tooMany() {
    return Outgoing.empty(429);
  }
}
