// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.link;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.sallyport.blueprint.summary.Summary;
import dev.sallyport.wire.link.SummaryCodec;
import dev.sallyport.wire.link.v1.SummaryBatch;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Summaries on disk, one sealed file each. A disk that fails costs nothing but room: the summary
 * then stays in memory. Confined to the link's thread.
 */
final class Spool {
  private static final Logger LOG = LoggerFactory.getLogger(Spool.class);
  private static final String SUFFIX = ".summary";
  private static final Comparator<Parcel> LONGEST_FIRST =
      Comparator.comparingLong((Parcel parcel) -> parcel.id.window().startEpochSecond())
          .thenComparing(parcel -> -parcel.id.window().lengthSeconds());
  private static final int FILES_MAX = 100_000;

  private final Path directory;
  private final SealedFile files;
  private long counter;
  private long failures;

  Spool(Path directory, SealedFile files) {
    this.directory = directory;
    this.files = files;
  }

  long failures() {
    return failures;
  }

  /** Writes the parcel's bytes; false when the disk does not take them. */
  boolean write(Parcel parcel) {
    byte[] bytes = parcel.bytes();
    if (bytes == null) {
      return true;
    }
    Path file =
        directory.resolve(
            parcel.id.window().startEpochSecond()
                + "-"
                + parcel.id.window().lengthSeconds()
                + "-"
                + Integer.toHexString(parcel.id.boot().hashCode())
                + "-"
                + counter++
                + SUFFIX);
    try {
      files.write(file, bytes, false);
      parcel.movedTo(file);
      return true;
    } catch (IOException failed) {
      failures++;
      if (failures == 1 || failures % 100 == 0) {
        LOG.warn("cannot keep a summary on disk ({} times so far): {}", failures, reason(failed));
      }
      return false;
    }
  }

  /**
   * Returns the parcel's bytes.
   *
   * @throws IOException when the disk does not give them back whole
   */
  byte[] read(Parcel parcel) throws IOException {
    byte[] bytes = parcel.bytes();
    Path file = parcel.file();
    if (bytes != null) {
      return bytes;
    }
    if (file == null) {
      throw new IOException("parcel without content");
    }
    try {
      return files.read(file);
    } catch (IOException failed) {
      failures++;
      throw failed;
    }
  }

  void delete(Parcel parcel) {
    Path file = parcel.file();
    if (file != null) {
      delete(file);
    }
  }

  /** Returns what an earlier life of the program left, oldest first; what is broken is deleted. */
  List<Parcel> load() {
    List<Parcel> found = new ArrayList<>();
    try {
      Files.createDirectories(directory);
      try (DirectoryStream<Path> each = Files.newDirectoryStream(directory)) {
        for (Path file : each) {
          load(file, found);
        }
      }
    } catch (IOException failed) {
      failures++;
      LOG.warn("cannot read the summaries kept on disk: {}", reason(failed));
    }
    found.sort(LONGEST_FIRST);
    return withoutContained(found);
  }

  private void load(Path file, List<Parcel> found) {
    if (!file.getFileName().toString().endsWith(SUFFIX) || found.size() >= FILES_MAX) {
      delete(file);
      return;
    }
    try {
      byte[] bytes = files.read(file);
      List<Summary> summaries = SummaryCodec.decode(SummaryBatch.parseFrom(bytes)).value();
      if (summaries.size() == 1) {
        Summary summary = summaries.getFirst();
        found.add(new Parcel(summary, bytes.length, file));
        return;
      }
    } catch (InvalidProtocolBufferException malformed) {
      LOG.warn("a summary kept on disk is malformed and is deleted");
    } catch (IOException failed) {
      LOG.warn("a summary kept on disk cannot be read and is deleted: {}", reason(failed));
    }
    failures++;
    delete(file);
  }

  /** A crash between writing a joined window and deleting its parts leaves both; one is enough. */
  private List<Parcel> withoutContained(List<Parcel> sorted) {
    List<Parcel> kept = new ArrayList<>();
    Map<String, Long> reached = new HashMap<>();
    for (Parcel parcel : sorted) {
      long end = parcel.id.window().endEpochSecond();
      if (reached.getOrDefault(parcel.id.boot(), Long.MIN_VALUE) >= end) {
        delete(parcel);
      } else {
        reached.put(parcel.id.boot(), end);
        kept.add(parcel);
      }
    }
    return kept;
  }

  private void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException failed) {
      failures++;
    }
  }

  private static String reason(IOException failed) {
    return failed.getClass().getSimpleName() + ": " + failed.getMessage();
  }
}
