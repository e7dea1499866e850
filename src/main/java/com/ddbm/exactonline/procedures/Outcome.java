package com.ddbm.exactonline.procedures;

import com.ddbm.exactonline.errors.ConnectorException;
import com.ddbm.exactonline.errors.ErrorCode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.snowflake.snowpark_java.types.Variant;
import java.util.List;

/**
 * What every procedure answers (design, section 4.2).
 *
 * @param code {@code OK} or a number of the error list
 * @param message a sentence
 * @param remedy what to do, empty when nothing
 * @param payload keys in lower snake case
 */
record Outcome(String code, String message, String remedy, ObjectNode payload) {

  /** It was done. */
  static Outcome done(String message, ObjectNode payload) {
    return new Outcome("OK", message, "", payload);
  }

  /** It was refused or failed for a reason of the error list. */
  static Outcome of(ConnectorException failure) {
    ObjectNode payload = Json.object();
    ArrayNode errors = payload.putArray("errors");
    if (failure instanceof Refusal refusal) {
      for (Fault fault : refusal.faults()) {
        errors.addObject().put("argument", fault.argument()).put("message", fault.message());
      }
    }
    return of(failure.error(), failure.getMessage(), payload);
  }

  /** It failed for a reason of the error list, with more to say in the payload. */
  static Outcome of(ErrorCode error, String message, ObjectNode payload) {
    return new Outcome(error.code(), message, error.remedy(), payload);
  }

  /** The same with statements that the user can run to mend it. */
  Outcome withStatements(List<String> statements) {
    ObjectNode more = payload.deepCopy();
    more.set("statements", Json.texts(statements));
    return new Outcome(code, message, remedy, more);
  }

  boolean isDone() {
    return code.equals("OK");
  }

  /** As it crosses the SQL border. */
  String json() {
    ObjectNode all = Json.object();
    all.put("code", code).put("message", message).put("remedy", remedy);
    all.set("payload", payload);
    return Json.text(all);
  }

  /** The value a handler returns; the text is JSON, so the constructor parses it. */
  Variant toVariant() {
    return new Variant(json());
  }
}
