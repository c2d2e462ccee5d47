// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.deploy.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

  /** Returns the runtime of that JDK, kept in the directory. */
  JavaRuntime(Path jdk, Path cache) {
    this.jdk = jdk;
    this.cache = cache;
  }

  /** Returns the version that the JDK calls itself. */
  String version() throws IOException {
    return Files.readString(jdk.resolve("release"))
        .lines()
        .filter(line -> line.startsWith("JAVA_RUNTIME_VERSION="))
        .map(line -> line.replaceAll(".*\"(.*)\".*", "$1"))
        .findFirst()
        .orElse("unknown");
  }

  /** Returns its directory; it is made when it is not there for this JDK and these modules. */
  Path directory() throws IOException {
    String key = Integer.toHexString((version() + MODULES).hashCode());
    Path made = cache.resolve("jre-" + key);
    if (Files.isDirectory(made)) {
      return made;
    }
    Files.createDirectories(cache);
    Path partial = cache.resolve("jre-" + key + ".partial");
    Directories.delete(partial);
    Programs.output(
        cache,
        List.of(
            jdk.resolve("bin/jlink").toString(),
            "--add-modules",
            String.join(",", MODULES),
            "--strip-debug",
            "--no-header-files",
            "--no-man-pages",
            "--output",
            partial.toString()));
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
