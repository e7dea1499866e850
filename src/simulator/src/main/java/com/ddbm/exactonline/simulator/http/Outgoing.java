package com.ddbm.exactonline.simulator.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** An answer: either whole in memory, or written piece by piece while it is sent. */
public final class Outgoing {
  /** How the connection fares after the answer. */
  public enum Ending {
    /** The answer is complete. */
    COMPLETE,
    /** The connection is reset before any byte of the answer. */
    RESET,
    /** The connection is cut off after half of the announced body. */
    CUT_OFF
  }

  /** Takes pieces of a body. */
  public interface Sink {
    /** Sends these bytes; they may be changed afterwards. */
    void write(ByteBuffer piece) throws IOException;
  }

  /** Writes a body piece by piece. */
  public interface Stream {
    /** Writes the whole body. */
    void writeTo(Sink sink) throws IOException;
  }

  private final Map<String, String> headers = new LinkedHashMap<>();
  private int status;
  private ByteBuffer body = ByteBuffer.allocate(0);
  private Stream stream;
  private Ending ending = Ending.COMPLETE;
  private Runnable release = () -> {};
  private int rows;

  private Outgoing(int status) {
    this.status = status;
  }

  /** An answer without a body. */
  public static Outgoing empty(int status) {
    return new Outgoing(status);
  }

  /** An answer with a text. */
  public static Outgoing text(int status, String contentType, String text) {
    Outgoing outgoing = new Outgoing(status).header("Content-Type", contentType);
    outgoing.body = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    return outgoing;
  }

  /** An answer in JSON. */
  public static Outgoing json(int status, String json) {
    return text(status, "application/json; charset=utf-8", json);
  }

  /** An answer whose bytes are lent: the action returns them once they are sent. */
  public static Outgoing bytes(int status, String contentType, ByteBuffer body, Runnable release) {
    Outgoing outgoing = new Outgoing(status).header("Content-Type", contentType);
    outgoing.body = body;
    outgoing.release = release;
    return outgoing;
  }

  /** An answer that is written while it is sent. */
  public static Outgoing stream(String contentType, Stream stream) {
    Outgoing outgoing = new Outgoing(200).header("Content-Type", contentType);
    outgoing.stream = stream;
    return outgoing;
  }

  /** Sets a header. */
  public Outgoing header(String name, String value) {
    headers.put(name, value);
    return this;
  }

  /** Says how the connection ends. */
  public Outgoing ending(Ending newEnding) {
    ending = newEnding;
    return this;
  }

  /** Tells how many rows the body has, for the request log. */
  public Outgoing rows(int count) {
    rows = count;
    return this;
  }

  /** Keeps the first half of the body only, as though this were all there is. */
  public Outgoing halve() {
    body.limit(body.limit() / 2);
    return this;
  }

  /** The status. */
  public int status() {
    return status;
  }

  /** The headers in their order. */
  public Map<String, String> headers() {
    return headers;
  }

  /** The body, if it is in memory. */
  public ByteBuffer body() {
    return body.duplicate();
  }

  /** What writes the body, or null when it is in memory. */
  public Stream stream() {
    return stream;
  }

  /** How the connection ends. */
  public Ending ending() {
    return ending;
  }

  /** How many rows the body has. */
  public int rows() {
    return rows;
  }

  /** Gives back what the body was lent. */
  public void release() {
    release.run();
  }
}
