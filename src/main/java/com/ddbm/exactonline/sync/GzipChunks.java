package com.ddbm.exactonline.sync;

import com.ddbm.exactonline.warehouse.CsvPage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import okio.Buffer;

/**
 * Rows as compressed files in memory: pages go in, files of a bounded size come out. Not
 * thread-safe.
 */
final class GzipChunks {

  private final int chunkBytes;
  private final List<byte[]> sealed = new ArrayList<>();

  /** In segments that okio keeps for the next: an array that doubles copies megabytes each time. */
  private Buffer bytes;

  private GZIPOutputStream gzip;

  GzipChunks(int chunkBytes) {
    this.chunkBytes = chunkBytes;
  }

  void add(CsvPage page) {
    write(page::writeTo);
  }

  /** Takes over rows of another, in few files: small ones are written again into the open file. */
  void addAll(GzipChunks other) {
    other.seal();
    for (byte[] chunk : other.take()) {
      if (chunk.length < chunkBytes / 8) {
        try (GZIPInputStream input = new GZIPInputStream(new ByteArrayInputStream(chunk))) {
          write(input::transferTo);
        } catch (IOException impossible) {
          throw new UncheckedIOException(impossible);
        }
      } else {
        sealed.add(chunk);
      }
    }
  }

  private interface Writing {
    void to(GZIPOutputStream output) throws IOException;
  }

  private void write(Writing writing) {
    try {
      if (gzip == null) {
        bytes = new Buffer();
        gzip = new FastGzip(bytes);
      }
      writing.to(gzip);
      if (bytes.size() >= chunkBytes) {
        seal();
      }
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  /** Closes the open file. */
  void seal() {
    if (gzip != null) {
      try {
        gzip.close();
      } catch (IOException impossible) {
        throw new UncheckedIOException(impossible);
      }
      sealed.add(bytes.readByteArray());
      gzip = null;
      bytes = null;
    }
  }

  /** Hands over the closed files. */
  List<byte[]> take() {
    List<byte[]> taken = List.copyOf(sealed);
    sealed.clear();
    return taken;
  }

  boolean hasSealed() {
    return !sealed.isEmpty();
  }

  /** Compressed bytes held, those of the open file included. */
  long size() {
    long size = bytes == null ? 0 : bytes.size();
    for (byte[] chunk : sealed) {
      size += chunk.length;
    }
    return size;
  }

  /** Files live for seconds: speed counts, not the last tenth of size. */
  private static final class FastGzip extends GZIPOutputStream {
    FastGzip(Buffer bytes) throws IOException {
      super(bytes.outputStream(), 8 * 1024);
      def.setLevel(Deflater.BEST_SPEED);
    }
  }
}
