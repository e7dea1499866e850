package com.ddbm.exactonline.exact;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.LongFunction;

/** Makes what a server that means harm, or one gone mad, might answer. */
final class Hostile {

  private static final List<String> PAGES =
      List.of(
          "{\"d\":{\"results\":[{\"ID\":\"a\",\"Timestamp\":\"7\",\"Name\":\"x\"},"
              + "{\"ID\":\"b\",\"Timestamp\":8,\"Modified\":\"/Date(1351209600000)/\"}],"
              + "\"__next\":\"https://start.exactonline.nl/api/v1/1/x?$skiptoken=8L\"}}",
          "{\"d\":[{\"CurrentDivision\":7,\"UserName\":\"u\",\"Code\":\"7\"}]}",
          "{\"d\":{\"ID\":\"a\",\"__metadata\":{\"uri\":\"x\"},\"Lines\":{\"__deferred\":{}}}}",
          "{\"d\":{\"__count\":\"2\",\"results\":[],\"__next\":null}}",
          "{\"error\":{\"code\":\"\",\"message\":{\"lang\":\"\",\"value\":\"It knows no 'Name'\"}}}",
          "{\"d\":true}",
          "");

  /** Pieces that parsers fall over. */
  private static final List<String> PIECES =
      List.of(
          "\u0000",
          "\"",
          "\\",
          "\\u",
          "\\uD800",
          "{",
          "[",
          "}",
          "]",
          ",",
          ":",
          "1e999999999",
          "-",
          "-0",
          "1E-400",
          "9999999999999999999",
          "99999999999999999999999999999999",
          "NaN",
          "/Date(9223372036854775807)/",
          "/Date(-9223372036854775808)/",
          "/Date(1+9999)/",
          "/Date()/",
          "0001-01-01",
          "9999-12-31T23:59:59.999",
          "\uFEFF",
          "<html>",
          "<?xml",
          "null",
          "true",
          "__next",
          "__deferred",
          "results",
          "Timestamp",
          "Code",
          "d",
          "\"d\":{}",
          "{\"a\":".repeat(70),
          "[".repeat(70),
          "\u00ff\u00fe",
          "\u00f0\u009f",
          "\u00c0\u0080",
          "\u0000\u0000\u0000\u007b",
          "' OR 1=1 --",
          "../../..",
          "%00",
          "\r\nX: y");

  private static final List<String> NAMES =
      List.of(
          "X-RateLimit-Limit",
          "X-RateLimit-Remaining",
          "X-RateLimit-Reset",
          "X-RateLimit-Minutely-Limit",
          "X-RateLimit-Minutely-Remaining",
          "X-RateLimit-Minutely-Reset",
          "Date",
          "Reason",
          "Retry-After",
          "Location",
          "WWW-Authenticate",
          "Content-Type",
          "Content-Encoding",
          "Content-Length");

  private static final List<String> VALUES =
      List.of(
          "",
          "0",
          "-1",
          "1",
          "60",
          "4999",
          "9223372036854775807",
          "-9223372036854775808",
          "99999999999999999999",
          "1767607270000",
          "1767693600000",
          "253402300799000",
          "NaN",
          "1e9",
          "Mon, 05 Jan 2026 10:00:10 GMT",
          "Fri, 31 Dec 9999 23:59:59 GMT",
          "Thu, 01 Jan 1970 00:00:00 GMT",
          "NoDivisionAccess",
          "BlockedUser; x",
          "TooEarly",
          "https://evil.example/",
          "http://start.exactonline.nl/",
          "gzip",
          "\u0001",
          "a".repeat(5000));

  private Hostile() {}

  /** A page with up to six changes; often something that is still JSON. */
  static byte[] mutated(Random random) {
    StringBuilder text = new StringBuilder(PAGES.get(random.nextInt(PAGES.size())));
    int changes = random.nextInt(7);
    for (int change = 0; change < changes; change++) {
      int at = random.nextInt(text.length() + 1);
      int end = Math.min(text.length(), at + random.nextInt(12));
      switch (random.nextInt(5)) {
        case 0 -> text.delete(at, end);
        case 1 -> text.insert(at, PIECES.get(random.nextInt(PIECES.size())));
        case 2 -> text.replace(at, end, PIECES.get(random.nextInt(PIECES.size())));
        case 3 -> text.insert(at, text.substring(at, end));
        default -> text.insert(at, (char) random.nextInt(256));
      }
    }
    return text.toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Up to four headers, as name, value, name, value. */
  static String[] headers(Random random) {
    List<String> headers = new ArrayList<>();
    int count = random.nextInt(5);
    for (int header = 0; header < count; header++) {
      headers.add(NAMES.get(random.nextInt(NAMES.size())));
      headers.add(VALUES.get(random.nextInt(VALUES.size())));
    }
    return headers.toArray(new String[0]);
  }

  /** An address that looks like the host's own, or does not. */
  static String link(Random random, String host) {
    List<String> schemes =
        List.of(
            "https", "http", "HTTPS", "ftp", "file", "javascript", "//", "", "https:", " https");
    List<String> hosts =
        List.of(
            host,
            host.toUpperCase(java.util.Locale.ROOT),
            host + ".",
            host + ".evil.example",
            "evil.example",
            host + "@evil.example",
            "evil.example@" + host,
            "u:p@" + host,
            "127.0.0.1",
            "[::1]",
            "[::ffff:127.0.0.1]",
            "0x7f000001",
            "localhost",
            host + ":443",
            host + ":80",
            host + ":8443",
            host + "%2eevil.example",
            "evil.example\\@" + host,
            host + "\\.evil.example",
            "evil.example#" + host,
            "evil.example?" + host,
            "start\u3002exactonline.nl",
            "st\u0430rt.exactonline.nl",
            "start.exactonline.be",
            "");
    List<String> paths =
        List.of(
            "/api/v1/1/x?$skiptoken=1L",
            "",
            "/",
            "/../..",
            "?@evil.example",
            "#x",
            "/%00",
            "/a b'c,d",
            "\\evil",
            "/\r\nHost: evil.example",
            "/" + "a".repeat(20_000),
            "//evil.example");
    StringBuilder link = new StringBuilder(schemes.get(random.nextInt(schemes.size())));
    link.append(random.nextInt(8) == 0 ? ":\\\\" : random.nextInt(8) == 0 ? ":" : "://");
    link.append(hosts.get(random.nextInt(hosts.size())));
    link.append(paths.get(random.nextInt(paths.size())));
    if (random.nextInt(4) == 0) {
      link.insert(random.nextInt(link.length()), (char) (random.nextInt(0x60) + 9));
    }
    return link.toString();
  }

  /** What a token endpoint should never say. */
  static String tokenAnswer(Random random) {
    List<String> values =
        List.of(
            "\"\"",
            "null",
            "7",
            "[]",
            "{}",
            "\"a b\"",
            "\"a\\nb\"",
            "\"\u20ac\"",
            "\"\\u0000\"",
            "\"good-token\"",
            "\"" + "t".repeat(4000) + "\"",
            "true",
            "1e400",
            "9223372036854775807",
            "\"9223372036854775807\"",
            "-1",
            "\"600\"",
            "600.5",
            "123456789012345678901234567890",
            "\"Old refresh token used.\"",
            "\"not expired\"",
            "\"rate limit\"",
            "\"chainId\"",
            "\"invalid_request\"",
            "\"s3cret\"");
    StringBuilder body = new StringBuilder("{");
    for (String name :
        List.of("access_token", "refresh_token", "expires_in", "error", "error_description")) {
      if (random.nextInt(5) > 0) {
        body.append(body.length() > 1 ? "," : "").append('"').append(name).append("\":");
        body.append(values.get(random.nextInt(values.size())));
      }
    }
    body.append('}');
    return random.nextInt(6) == 0
        ? new String(mutated(random), StandardCharsets.ISO_8859_1)
        : body.toString();
  }

  /** A body that never ends. */
  static InputStream endless(LongFunction<byte[]> part) {
    return new InputStream() {
      private byte[] current = new byte[0];
      private int position;
      private long next;

      @Override
      public int read() {
        byte[] one = new byte[1];
        read(one, 0, 1);
        return one[0] & 0xFF;
      }

      @Override
      public int read(byte[] target, int offset, int length) {
        if (position == current.length) {
          ByteArrayOutputStream more = new ByteArrayOutputStream();
          while (more.size() < 8192) {
            more.writeBytes(part.apply(next++));
          }
          current = more.toByteArray();
          position = 0;
        }
        int count = Math.min(length, current.length - position);
        System.arraycopy(current, position, target, offset, count);
        position += count;
        return count;
      }
    };
  }
}
