// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.supervisor;

import dev.sallyport.lab.network.LabFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Fills the places of YAML files that differ from machine to machine: {@code ${NAME}} and {@code
 * ${NAME:-otherwise}} for given values, {@code ${uid:USER}} and {@code ${gid:USER}} for numbers
 * from {@code /etc/passwd}, {@code ${classpath:MODULE}} for the built jars of a module. Other
 * {@code ${...}} stay as they are.
 *
 * @param values values by name
 * @param home the checkout that holds the modules
 */
record Variables(Map<String, String> values, Path home) {
  private static final Pattern PLACE = Pattern.compile("\\$\\{([A-Za-z_]+)(:-[^}]*|:[a-z_-]+)?}");
  private static final String VERSION = "0.1.0-SNAPSHOT";

  String fill(String text) {
    return PLACE.matcher(text).replaceAll(m -> Matcher.quoteReplacement(value(m)));
  }

  private String value(java.util.regex.MatchResult place) {
    String name = place.group(1);
    String rest = Optional.ofNullable(place.group(2)).orElse("");
    if (rest.startsWith(":-")) {
      return values.getOrDefault(name, rest.substring(2));
    }
    String argument = rest.isEmpty() ? "" : rest.substring(1);
    return switch (name) {
      case "uid" -> account(argument, 2);
      case "gid" -> account(argument, 3);
      case "classpath" ->
          home
              + "/"
              + argument
              + "/target/"
              + argument
              + "-"
              + VERSION
              + ".jar:"
              + home
              + "/"
              + argument
              + "/target/lib/*";
      default -> rest.isEmpty() ? values.getOrDefault(name, place.group()) : place.group();
    };
  }

  private static String account(String user, int field) {
    try {
      List<String> lines = Files.readAllLines(Path.of("/etc/passwd"));
      return lines.stream()
          .filter(line -> line.startsWith(user + ":"))
          .findFirst()
          .map(line -> line.split(":")[field])
          .orElseThrow(
              () ->
                  new LabFailure(
                      "this machine has no user '" + user + "' (its package is missing)"));
    } catch (IOException e) {
      throw new LabFailure("cannot read /etc/passwd", e);
    }
  }
}
