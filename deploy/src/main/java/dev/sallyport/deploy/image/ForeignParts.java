// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.deploy.image;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * Programs and libraries among files that machines of one kind cannot run. Each is told from its
 * own first bytes (elf(5)), not from its name. A jar may bring the same for several kinds: it is
 * foreign when it brings something native and nothing for that kind.
 */
final class ForeignParts {
  /** Up to and with {@code e_machine}. */
  private static final int HEAD = 20;

  private static final int MACHINE_AT = 18;

  private ForeignParts() {}

  /** Returns their paths in the layer. */
  static List<String> in(Layer layer, Architecture machine) throws IOException {
    List<String> foreign = new ArrayList<>();
    try (TarArchiveInputStream tar =
        new TarArchiveInputStream(
            new GZIPInputStream(
                new BufferedInputStream(Files.newInputStream(layer.blob().file())), 1 << 16))) {
      for (TarArchiveEntry each = tar.getNextEntry(); each != null; each = tar.getNextEntry()) {
        if (each.isFile() && isForeign(each.getName(), tar, machine)) {
          foreign.add(each.getName());
        }
      }
    }
    return foreign;
  }

  /** Returns those among files of this machine. */
  static List<Path> among(List<Path> files, Architecture machine) throws IOException {
    List<Path> foreign = new ArrayList<>();
    for (Path each : files) {
      try (InputStream in = new BufferedInputStream(Files.newInputStream(each))) {
        if (isForeign(each.toString(), in, machine)) {
          foreign.add(each);
        }
      }
    }
    return foreign;
  }

  private static boolean isForeign(String name, InputStream in, Architecture machine)
      throws IOException {
    if (name.endsWith(".jar")) {
      Set<Integer> machines = machinesIn(in);
      return !machines.isEmpty() && !machines.contains(machine.elfMachine());
    }
    return machineOf(in).filter(each -> each != machine.elfMachine()).isPresent();
  }

  private static Set<Integer> machinesIn(InputStream jar) throws IOException {
    Set<Integer> machines = new HashSet<>();
    ZipInputStream entries = new ZipInputStream(jar);
    for (ZipEntry each = entries.getNextEntry(); each != null; each = entries.getNextEntry()) {
      // Classes are most of a jar, and none of them is native.
      if (!each.isDirectory() && !each.getName().endsWith(".class")) {
        machineOf(entries).ifPresent(machines::add);
      }
    }
    return machines;
  }

  /** Returns the kind of machine that a file is for; empty when it is no ELF file. */
  private static Optional<Integer> machineOf(InputStream in) throws IOException {
    byte[] head = in.readNBytes(HEAD);
    if (head.length < HEAD
        || head[0] != 0x7f
        || head[1] != 'E'
        || head[2] != 'L'
        || head[3] != 'F') {
      return Optional.empty();
    }
    // Both kinds of machines that images are for store the low byte first.
    return Optional.of((head[MACHINE_AT] & 0xff) | (head[MACHINE_AT + 1] & 0xff) << 8);
  }
}
