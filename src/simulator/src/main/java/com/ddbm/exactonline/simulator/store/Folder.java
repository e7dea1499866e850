package com.ddbm.exactonline.simulator.store;

import com.ddbm.exactonline.simulator.SimulatorOptions.Size;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * The folder in which a simulator keeps what must survive a restart. Without one nothing is kept.
 */
public final class Folder implements AutoCloseable {
  private final Path folder;
  private final ObjectMapper mapper;
  private FileChannel lock;

  /** A folder, made when it does not exist; null keeps nothing. */
  public Folder(Path folder, ObjectMapper mapper) {
    this.folder = folder;
    this.mapper = mapper;
    if (folder != null) {
      try {
        Files.createDirectories(folder);
        lock =
            FileChannel.open(
                folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (!locked()) {
          throw new IllegalStateException("Another simulator uses the folder " + folder);
        }
      } catch (IOException failure) {
        throw new UncheckedIOException("The folder " + folder + " cannot be used", failure);
      }
    }
  }

  private boolean locked() throws IOException {
    try {
      return lock.tryLock() != null;
    } catch (OverlappingFileLockException inThisProcess) {
      return false;
    }
  }

  /** The size of the first start in this folder: another one would be other data. */
  public Size keepSize(Size size) {
    return read("simulator.json")
        .map(
            kept ->
                new Size(
                    kept.path("divisions").asInt(),
                    kept.path("rows").asInt(),
                    kept.path("seed").asLong(),
                    kept.path("site").asText()))
        .orElseGet(
            () -> {
              write(
                  "simulator.json",
                  mapper
                      .createObjectNode()
                      .put("divisions", size.divisions())
                      .put("rows", size.rows())
                      .put("seed", size.seed())
                      .put("site", size.site())
                      .put("started_at", System.currentTimeMillis()));
              return size;
            });
  }

  /**
   * When the simulator was first started in this folder, in UTC milliseconds; without a folder:
   * now.
   */
  public long startedAt() {
    return read("simulator.json")
        .map(kept -> kept.path("started_at").asLong())
        .orElseGet(System::currentTimeMillis);
  }

  /** The path of a file in the folder, if there is a folder. */
  public Optional<Path> file(String name) {
    return folder == null ? Optional.empty() : Optional.of(folder.resolve(name));
  }

  /** Reads a file, if there is one. */
  public Optional<JsonNode> read(String name) {
    if (folder == null || !Files.exists(folder.resolve(name))) {
      return Optional.empty();
    }
    try {
      return Optional.of(mapper.readTree(folder.resolve(name).toFile()));
    } catch (IOException failure) {
      throw new UncheckedIOException(
          "The file " + folder.resolve(name) + " cannot be read", failure);
    }
  }

  /**
   * Replaces a file in one step, so that the end of the process leaves the old one or the new one.
   */
  public synchronized void write(String name, ObjectNode content) {
    if (folder == null) {
      return;
    }
    Path target = folder.resolve(name);
    Path next = folder.resolve(name + ".new");
    try {
      mapper.writerWithDefaultPrettyPrinter().writeValue(next.toFile(), content);
      Files.move(next, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException failure) {
      throw new UncheckedIOException("The file " + target + " cannot be written", failure);
    }
  }

  @Override
  public void close() {
    if (lock != null) {
      try {
        lock.close();
      } catch (IOException failure) {
        throw new UncheckedIOException("The folder " + folder + " cannot be released", failure);
      }
    }
  }
}
