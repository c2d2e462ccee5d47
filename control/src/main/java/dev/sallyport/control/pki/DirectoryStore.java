// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.pki;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Keeps the authority in a file that only this program's user may read, where there is no cluster
 * to keep a Secret. Programs on one machine take turns by a lock; safe for any thread.
 */
public final class DirectoryStore implements AuthorityStore {
  private static final FileAttribute<Set<PosixFilePermission>> OWN =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private final Path file;

  /** Returns a store in that directory, which is made when absent. */
  public DirectoryStore(Path directory) {
    this.file = requireNonNull(directory, "directory").resolve("authority.pem");
  }

  @Override
  public String place() {
    return file.toString();
  }

  @Override
  public synchronized AuthorityKeys change(UnaryOperator<AuthorityKeys> change) throws IOException {
    Path directory = file.toAbsolutePath().getParent();
    if (directory != null) {
      Files.createDirectories(directory);
    }
    try (FileChannel turn =
            FileChannel.open(
                file.resolveSibling("authority.lock"),
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                OWN);
        FileLock _ = turn.lock()) {
      AuthorityKeys before = read();
      AuthorityKeys after = change.apply(before);
      if (!after.equals(before)) {
        write(after);
      }
      return after;
    }
  }

  private AuthorityKeys read() throws IOException {
    try {
      String text = Files.readString(file, StandardCharsets.US_ASCII);
      return new AuthorityKeys(Pem.pairs(text, text));
    } catch (NoSuchFileException first) {
      return AuthorityKeys.NONE;
    }
  }

  private void write(AuthorityKeys keys) throws IOException {
    Path beside = file.resolveSibling("authority.pem.new");
    Files.deleteIfExists(beside);
    Files.createFile(beside, OWN);
    String text =
        Pem.certificates(keys.generations().stream().map(CertifiedKey::certificate).toList())
            + Pem.keys(keys.generations());
    Files.writeString(beside, text, StandardCharsets.US_ASCII);
    Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
