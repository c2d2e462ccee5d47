// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.scan;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The native library of Hyperscan (BSD-3-Clause, for x86-64 Linux) out of its Maven artefact. It is
 * checked, unpacked into a directory only this user can read, loaded, and removed again: the
 * process keeps what it mapped.
 */
final class HyperscanLibrary {
  private static final String RESOURCE =
      "/com/gliwka/hyperscan/jni/linux-x86_64/libjnihyperscan.so";

  /** SHA-256 of the library of {@code com.gliwka.hyperscan:native:5.4.0-1.0.0}. */
  private static final String SHA_256 =
      "59bbcb80c4dae5b528c44419609bfa3053354a46e6f6825e0091fecf0b646ac3";

  /** System property: {@code off} keeps the native library out. */
  static final String SWITCH = "sallyport.detection.native";

  /** The library of this process; each copy of its file would be mapped and relocated again. */
  private static @Nullable SymbolLookup loaded;

  private HyperscanLibrary() {}

  /** Says why the library cannot be used. */
  static final class Unavailable extends Exception {
    private static final long serialVersionUID = 1;

    Unavailable(String why) {
      super(why);
    }
  }

  /** Returns the symbols of the library, loaded for the life of the process. */
  static SymbolLookup load() throws Unavailable {
    if ("off".equals(System.getProperty(SWITCH))) {
      throw new Unavailable("switched off by -D" + SWITCH + "=off");
    }
    String system = System.getProperty("os.name") + "/" + System.getProperty("os.arch");
    if (!system.equals("Linux/amd64")) {
      throw new Unavailable("no native library for " + system);
    }
    if (!HyperscanLibrary.class.getModule().isNativeAccessEnabled()) {
      throw new Unavailable("started without --enable-native-access=ALL-UNNAMED");
    }
    return loadedOnce();
  }

  private static synchronized SymbolLookup loadedOnce() throws Unavailable {
    SymbolLookup known = loaded;
    if (known == null) {
      byte[] library = read();
      if (!SHA_256.equals(digest(library))) {
        throw new Unavailable("the native library on the class path is not the expected one");
      }
      known = load(library);
      loaded = known;
    }
    return known;
  }

  private static byte[] read() throws Unavailable {
    try (InputStream in = HyperscanLibrary.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new Unavailable("the native library is not on the class path");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new Unavailable("the native library cannot be read: " + e.getMessage());
    }
  }

  private static String digest(byte[] library) throws Unavailable {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(library));
    } catch (NoSuchAlgorithmException e) {
      throw new Unavailable("no SHA-256 in this Java");
    }
  }

  private static SymbolLookup load(byte[] library) throws Unavailable {
    Path file = null;
    try {
      Path directory =
          Files.createTempDirectory(
              "sallyport-",
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      file = directory.resolve("libhyperscan.so");
      Files.write(file, library);
      return SymbolLookup.libraryLookup(file, Arena.global());
    } catch (IOException | IllegalArgumentException | UnsupportedOperationException e) {
      // Such as a directory for temporary files from which nothing may be executed.
      throw new Unavailable("the native library cannot be loaded: " + e.getMessage());
    } finally {
      remove(file);
    }
  }

  private static void remove(@Nullable Path file) {
    if (file == null) {
      return;
    }
    try {
      Files.deleteIfExists(file);
      Path directory = file.getParent();
      if (directory != null) {
        Files.deleteIfExists(directory);
      }
    } catch (IOException e) {
      // It stays behind, readable to nobody else.
      return;
    }
  }
}
