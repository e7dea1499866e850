package com.ddbm.exactonline.exact;

import com.ddbm.exactonline.exact.UnreadableAnswer.Reason;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Opens the body of an answer as a stream of JSON tokens that cannot grow memory. */
final class JsonAnswers {

  /** A VARCHAR column of Snowflake holds 16 MB. */
  static final int LONGEST_TEXT = 16 << 20;

  /** Exact answers with at most 38 MB (facts, section 3). */
  private static final long LONGEST_DOCUMENT = 96L << 20;

  private static final int LOOK_AHEAD = 1024;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(64)
                  .maxNumberLength(1000)
                  .maxNameLength(1000)
                  .maxStringLength(LONGEST_TEXT)
                  .maxDocumentLength(LONGEST_DOCUMENT)
                  .build())
          .enable(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .build();

  private JsonAnswers() {}

  /**
   * A parser at the beginning of the body; it skips a byte order mark.
   *
   * @throws UnreadableAnswer when the body is empty or begins as a page or as XML
   */
  static JsonParser open(InputStream body) throws IOException {
    BufferedInputStream buffered = new BufferedInputStream(body, 1 << 16);
    buffered.mark(LOOK_AHEAD);
    String start = new String(buffered.readNBytes(LOOK_AHEAD), StandardCharsets.UTF_8);
    buffered.reset();
    String visible = start.replace("\uFEFF", "").stripLeading();
    if (visible.isEmpty()) {
      throw new UnreadableAnswer(Reason.TRUNCATED, "the answer is empty");
    }
    if (visible.startsWith("<")) {
      throw page(visible.toLowerCase(Locale.ROOT));
    }
    return FACTORY.createParser(buffered);
  }

  private static UnreadableAnswer page(String start) {
    boolean html = start.startsWith("<!doctype html") || start.contains("<html");
    return html
        ? new UnreadableAnswer(Reason.LOGIN_PAGE, "a web page came in place of data")
        : new UnreadableAnswer(Reason.XML, "XML came in place of JSON");
  }
}
