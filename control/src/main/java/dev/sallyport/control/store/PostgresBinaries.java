// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.store;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Comparator;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** Unpacks the PostgreSQL that comes inside the program, once per version. */
final class PostgresBinaries {
  /** Rises with the version of the archive, so that another one is unpacked beside the old. */
  private static final String VERSION = "18.4";

  private static final int EXECUTABLE = 0100;

  private PostgresBinaries() {}

  /**
   * Returns the directory that holds {@code bin}, {@code lib} and {@code share}.
   *
   * @throws IOException when it cannot be written, or when the program has none for this machine
   */
  static Path unpacked(Path under) throws IOException {
    Path home = under.resolve("programs-" + VERSION);
    if (Files.isDirectory(home)) {
      return home;
    }
    String machine = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
    String resource =
        "/postgres-linux-" + (machine.equals("aarch64") ? "arm_64" : "x86_64") + ".txz";
    Path partial = under.resolve("programs-" + VERSION + ".partial");
    delete(partial);
    Files.createDirectories(partial);
    try (InputStream archive = PostgresBinaries.class.getResourceAsStream(resource)) {
      if (archive == null) {
        throw new IOException(
            "this program holds no PostgreSQL for "
                + machine
                + "; set SALLYPORT_DATABASE_URL to one that runs elsewhere");
      }
      unpack(archive, partial);
    }
    Files.move(partial, home, StandardCopyOption.ATOMIC_MOVE);
    return home;
  }

  private static void unpack(InputStream archive, Path into) throws IOException {
    try (TarArchiveInputStream tar =
        new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(archive, 1 << 16)))) {
      TarArchiveEntry entry;
      while ((entry = tar.getNextEntry()) != null) {
        Path target = into.resolve(entry.getName()).normalize();
        if (!target.startsWith(into)) {
          throw new IOException("archive entry leaves its directory: " + entry.getName());
        }
        if (entry.isDirectory()) {
          Files.createDirectories(target);
        } else if (entry.isSymbolicLink()) {
          Files.createDirectories(target.getParent());
          Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
        } else {
          Files.createDirectories(target.getParent());
          Files.copy(tar, target);
          if ((entry.getMode() & EXECUTABLE) != 0) {
            Files.setPosixFilePermissions(target, EXECUTABLE_BY_ALL);
          }
        }
      }
    }
  }

  private static final Set<PosixFilePermission> EXECUTABLE_BY_ALL =
      Set.of(
          PosixFilePermission.OWNER_READ,
          PosixFilePermission.OWNER_WRITE,
          PosixFilePermission.OWNER_EXECUTE,
          PosixFilePermission.GROUP_READ,
          PosixFilePermission.GROUP_EXECUTE,
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_EXECUTE);

  /** Deletes a directory and all in it, when it exists. */
  static void delete(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }
}
