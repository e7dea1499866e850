package com.ddbm.exactonline.exact;

import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Exact's limits as the facts describe them, on a clock that may differ from ours. */
final class LimitedServer {

  private final Duration ahead;
  private final long perMinute;
  private final long perDay;
  private final boolean sendsDate;
  private final boolean sendsReset;
  private final Map<String, Long> used = new HashMap<>();
  private int refused;
  private int answered;

  /** Some servers say what time it is, some only when the minute is over. */
  LimitedServer(
      Duration ahead, long perMinute, long perDay, boolean sendsDate, boolean sendsReset) {
    this.ahead = ahead;
    this.perMinute = perMinute;
    this.perDay = perDay;
    this.sendsDate = sendsDate;
    this.sendsReset = sendsReset;
  }

  /** Answers a call that arrives at a moment of ours. */
  ExactTransport.Response call(int division, Instant now) {
    Instant server = now.plus(ahead);
    Instant minute = server.truncatedTo(ChronoUnit.MINUTES);
    LocalDate day = LocalDate.ofInstant(server, ZoneOffset.UTC);
    Map<String, String> headers = new LinkedHashMap<>();
    if (sendsDate) {
      headers.put(
          "Date", DateTimeFormatter.RFC_1123_DATE_TIME.format(server.atOffset(ZoneOffset.UTC)));
    }
    long inMinute = used.getOrDefault(division + "/" + minute, 0L);
    long inDay = used.getOrDefault(division + "/" + day, 0L);
    String reset = String.valueOf(minute.plusSeconds(60).toEpochMilli());
    String midnight =
        String.valueOf(day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli());
    if (inMinute >= perMinute) {
      refused++;
      headers.put("X-RateLimit-Minutely-Limit", String.valueOf(perMinute));
      headers.put("X-RateLimit-Minutely-Remaining", "0");
      headers.put("X-RateLimit-Minutely-Reset", reset);
      return new Answer(429, headers);
    }
    headers.put("X-RateLimit-Limit", String.valueOf(perDay));
    headers.put("X-RateLimit-Remaining", String.valueOf(Math.max(0, perDay - inDay - 1)));
    headers.put("X-RateLimit-Reset", midnight);
    if (inDay >= perDay) {
      refused++;
      return new Answer(429, headers);
    }
    used.merge(division + "/" + minute, 1L, Long::sum);
    used.merge(division + "/" + day, 1L, Long::sum);
    headers.put("X-RateLimit-Minutely-Limit", String.valueOf(perMinute));
    headers.put("X-RateLimit-Minutely-Remaining", String.valueOf(perMinute - inMinute - 1));
    if (sendsReset) {
      headers.put("X-RateLimit-Minutely-Reset", reset);
    }
    answered++;
    return new Answer(200, headers);
  }

  int refused() {
    return refused;
  }

  int answered() {
    return answered;
  }

  /** An answer that consists of a status and headers. */
  record Answer(int status, Map<String, String> headers) implements ExactTransport.Response {

    /** Headers as name, value, name, value. */
    static Answer of(int status, String... headers) {
      Map<String, String> map = new LinkedHashMap<>();
      for (int index = 0; index < headers.length; index += 2) {
        map.put(headers[index], headers[index + 1]);
      }
      return new Answer(status, map);
    }

    @Override
    public Optional<String> header(String name) {
      return headers.entrySet().stream()
          .filter(entry -> entry.getKey().equalsIgnoreCase(name))
          .map(Map.Entry::getValue)
          .findFirst();
    }

    @Override
    public List<String> headerNames() {
      return List.copyOf(headers.keySet());
    }

    @Override
    public InputStream body() {
      return InputStream.nullInputStream();
    }

    @Override
    public void close() {}
  }
}
