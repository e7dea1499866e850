package com.ddbm.exactonline.simulator.world;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.function.Consumer;

/**
 * Every change made to the world, one a line, so that a simulator started again on the same folder
 * goes on where the last one stopped. A line that was cut off by the end of the process is left
 * out.
 */
public final class Journal implements AutoCloseable {
  private final BufferedWriter writer;

  private Journal(BufferedWriter writer) {
    this.writer = writer;
  }

  /** A journal that keeps nothing. */
  public static Journal none() {
    return new Journal(null);
  }

  /** A journal in a file; what it already has is replayed first. */
  public static Journal open(Path file, Consumer<String[]> replay) {
    try {
      if (Files.exists(file)) {
        String text = Files.readString(file);
        int end = text.lastIndexOf('\n') + 1;
        List<String> lines = text.substring(0, end).lines().toList();
        lines.forEach(line -> replay.accept(line.split("\t", -1)));
        if (end < text.length()) {
          Files.writeString(file, text.substring(0, end));
        }
      }
      return new Journal(
          Files.newBufferedWriter(
              file, StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND));
    } catch (IOException failure) {
      throw new UncheckedIOException("Cannot use the journal " + file, failure);
    }
  }

  /** Appends a line made of these parts. */
  public synchronized void write(Object... parts) {
    if (writer == null) {
      return;
    }
    try {
      for (int index = 0; index < parts.length; index++) {
        if (index > 0) {
          writer.write('\t');
        }
        String text = parts[index].toString();
        writer.write(parts[index] instanceof String ? text.replaceAll("[\t\r\n]", " ") : text);
      }
      writer.write('\n');
    } catch (IOException failure) {
      throw new UncheckedIOException("The journal of changes cannot be written", failure);
    }
  }

  /** Hands everything written to the operating system. */
  public synchronized void flush() {
    if (writer != null) {
      try {
        writer.flush();
      } catch (IOException failure) {
        throw new UncheckedIOException("The journal of changes cannot be written", failure);
      }
    }
  }

  @Override
  public synchronized void close() {
    if (writer != null) {
      try {
        writer.close();
      } catch (IOException failure) {
        throw new UncheckedIOException("The journal of changes cannot be closed", failure);
      }
    }
  }
}
