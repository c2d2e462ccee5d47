// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.deploy.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Lists of packages for another kind of machine than this one, in a directory of their own: apt is
 * led there by its environment, and nothing of this machine's own lists changes. From the mirror of
 * Debian that this machine uses.
 */
final class AptLists {
  /** The release whose packages are taken; has a JDK 25. */
  private static final String RELEASE = "trixie";

  private static final Path KEYS = Path.of("/usr/share/keyrings/debian-archive-keyring.gpg");

  private AptLists() {}

  /**
   * Fetches the lists.
   *
   * @return what the environment of apt must hold to use them
   * @throws IOException when they cannot be had
   */
  static Map<String, String> fetch(Architecture machine, Path place) throws IOException {
    if (!Files.isReadable(KEYS)) {
      throw new IOException(KEYS + " is not there (expected: package debian-archive-keyring)");
    }
    Files.createDirectories(place.resolve("state/lists/partial"));
    Files.createDirectories(place.resolve("cache/archives/partial"));
    Files.writeString(place.resolve("status"), "");
    Files.writeString(
        place.resolve("sources.list"),
        source(mirror(place, "debian"), RELEASE)
            + source(mirror(place, "debian"), RELEASE + "-updates")
            + source(mirror(place, "debian-security"), RELEASE + "-security"));
    Path configuration = place.resolve("apt.conf");
    Files.writeString(configuration, configuration(machine, place));
    Map<String, String> environment = Map.of("APT_CONFIG", configuration.toString());
    Programs.output(place, List.of("apt-get", "update", "-q"), environment);
    return environment;
  }

  /** Returns where this machine has that part of Debian from. */
  private static String mirror(Path place, String part) throws IOException {
    return Programs.output(place, List.of("apt-get", "indextargets", "--format", "$(SITE)"))
        .lines()
        .map(line -> line.strip().replaceFirst("/+$", ""))
        .filter(line -> line.endsWith("/" + part))
        .findFirst()
        .orElseThrow(
            () ->
                new IOException(
                    "apt has no source that ends with /"
                        + part
                        + " (expected: a mirror of Debian in its sources, from which packages for"
                        + " other machines can be had)"));
  }

  private static String source(String mirror, String release) {
    return "deb [signed-by=%s] %s %s main%n".formatted(KEYS, mirror, release);
  }

  private static String configuration(Architecture machine, Path place) {
    return """
    APT::Architecture "%1$s";
    APT::Architectures { "%1$s"; };
    APT::Sandbox::User "root";
    Acquire::Languages "none";
    Dir::State "%2$s/state";
    Dir::State::status "%2$s/status";
    Dir::Cache "%2$s/cache";
    Dir::Etc::sourcelist "%2$s/sources.list";
    Dir::Etc::sourceparts "/dev/null";
    """
        .formatted(machine.title(), place);
  }
}
