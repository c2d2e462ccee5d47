// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.fingerprint;

import static java.util.Objects.requireNonNull;

import dev.sallyport.model.FingerprintKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the keys in a file that only this program's user may read, where there is no cluster to
 * keep a Secret. One that cannot be read is replaced. Safe for any thread of one program.
 */
public final class KeyFile implements KeyPlace {
  private static final Logger log = LoggerFactory.getLogger(KeyFile.class);

  private final Path file;

  /** Returns a place in that file, which is made when absent. */
  public KeyFile(Path file) {
    this.file = requireNonNull(file, "file");
  }

  @Override
  public synchronized List<FingerprintKey> change(UnaryOperator<List<FingerprintKey>> change)
      throws IOException {
    List<FingerprintKey> before = read();
    List<FingerprintKey> after = change.apply(before);
    if (!after.equals(before)) {
      write(KeyLines.write(after));
    }
    return after;
  }

  private List<FingerprintKey> read() {
    try {
      return KeyLines.read(Files.readString(file, StandardCharsets.US_ASCII));
    } catch (NoSuchFileException first) {
      return List.of();
    } catch (IOException unreadable) {
      // Not the message: it may quote the line.
      log.warn(
          "{}: the file cannot be read ({}); there will be new keys, so what was made with those"
              + " before this start is not known again",
          file.getFileName(),
          unreadable.getClass().getSimpleName());
      return List.of();
    }
  }

  private void write(String text) throws IOException {
    try {
      Path parent = file.toAbsolutePath().getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
      Path beside = file.resolveSibling(file.getFileName() + ".new");
      Files.deleteIfExists(beside);
      Files.createFile(
          beside,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(beside, text, StandardCharsets.US_ASCII);
      Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException failed) {
      throw new IOException(
          file + " cannot be written, so a restart makes new ones: " + failed, failed);
    }
  }
}
