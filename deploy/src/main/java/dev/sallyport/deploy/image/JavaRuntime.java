// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.deploy.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A Java runtime with the modules that the programs use, made by jlink from the JDK at hand. */
final class JavaRuntime {
  /**
   * What {@code jdeps --print-module-deps} says of the three programs with their libraries, and
   * what they find only while they run: curves for TLS, a web server for the demo, names of
   * character sets in recorded bodies.
   */
  private static final List<String> MODULES =
      List.of(
          "java.base",
          "java.compiler",
          "java.desktop",
          "java.instrument",
          "java.management",
          "java.naming",
          "java.net.http",
          "java.sql",
          "jdk.charsets",
          "jdk.crypto.ec",
          "jdk.httpserver",
          "jdk.incubator.vector",
          "jdk.jfr",
          "jdk.management",
          "jdk.unsupported");

  private final Path jdk;
  private final Path cache;
  private final Architecture machine;
  private final DebianPackages packages;

  /**
   * Returns a runtime that is kept in the directory: of that JDK, or for other machines of the
   * modules of Debian's, which the jlink of that JDK puts together as well.
   */
  JavaRuntime(Path jdk, Path cache, Architecture machine, DebianPackages packages) {
    this.jdk = jdk;
    this.cache = cache;
    this.machine = machine;
    this.packages = packages;
  }

  /** Returns the version that the runtime calls itself. */
  String version() throws IOException {
    return machine == Architecture.here() ? version(jdk) : version(directory());
  }

  private static String version(Path java) throws IOException {
    return Files.readString(java.resolve("release"))
        .lines()
        .filter(line -> line.matches("JAVA_(RUNTIME_)?VERSION=.*"))
        .sorted()
        .map(line -> line.replaceAll(".*\"(.*)\".*", "$1"))
        .findFirst()
        .orElse("unknown");
  }

  /** Returns its directory; it is made when it is not there for this JDK and these modules. */
  Path directory() throws IOException {
    return machine == Architecture.here() ? own() : others();
  }

  /** Without archives of classes, which only a machine of that kind can make. */
  private Path others() throws IOException {
    Path made = cache.resolve("jre-" + machine.title());
    if (Files.isDirectory(made)) {
      return made;
    }
    Path modules = cache.resolve("jmods-" + machine.title());
    String directory = "usr/lib/jvm/java-25-openjdk-" + machine.title() + "/jmods/";
    packages.unpacked("openjdk-25-jdk-headless", directory, modules);
    Path partial = cache.resolve("jre-" + machine.title() + ".partial");
    Directories.delete(partial);
    link(List.of("--module-path", modules.toString(), "--strip-java-debug-attributes"), partial);
    Directories.delete(modules);
    Files.move(partial, made);
    return made;
  }

  private void link(List<String> options, Path output) throws IOException {
    List<String> command = new ArrayList<>(List.of(jdk.resolve("bin/jlink").toString()));
    command.addAll(options);
    command.addAll(
        List.of(
            "--add-modules",
            String.join(",", MODULES),
            "--no-header-files",
            "--no-man-pages",
            "--output",
            output.toString()));
    Programs.output(cache, command);
  }

  private Path own() throws IOException {
    String key = Integer.toHexString((version() + MODULES).hashCode());
    Path made = cache.resolve("jre-" + key);
    if (Files.isDirectory(made)) {
      return made;
    }
    Files.createDirectories(cache);
    Path partial = cache.resolve("jre-" + key + ".partial");
    Directories.delete(partial);
    link(List.of("--strip-debug"), partial);
    // The classes of the JDK as they lie in memory, for both ways in which objects lie there.
    for (String headers : List.of("-XX:-UseCompactObjectHeaders", "-XX:+UseCompactObjectHeaders")) {
      Programs.output(
          cache,
          List.of(
              partial.resolve("bin/java").toString(), "-XX:+UseSerialGC", headers, "-Xshare:dump"));
    }
    Files.move(partial, made);
    return made;
  }
}
