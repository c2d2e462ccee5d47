// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.cli;

import java.util.Map;

/**
 * What the output goes to.
 *
 * @param width columns; {@link Integer#MAX_VALUE} when it is not a terminal, so that nothing is cut
 * @param colour whether colours may be used
 */
record Terminal(int width, boolean colour) {
  /** Not a terminal: a file or a pipe. */
  static final Terminal PLAIN = new Terminal(Integer.MAX_VALUE, false);

  private static final int USUAL_WIDTH = 120;
  private static final int LEAST_WIDTH = 60;

  /**
   * Returns what the environment says. The launcher looks at the output and sets {@code
   * SALLYPORT_TERMINAL} and {@code COLUMNS}, which costs less than asking from here.
   */
  static Terminal of(Map<String, String> environment) {
    boolean terminal =
        environment.containsKey("SALLYPORT_TERMINAL")
            ? environment.get("SALLYPORT_TERMINAL").equals("1")
            : System.console() != null;
    if (!terminal) {
      return PLAIN;
    }
    boolean plain =
        !environment.getOrDefault("NO_COLOR", "").isEmpty()
            || environment.getOrDefault("TERM", "").equals("dumb");
    return new Terminal(width(environment.getOrDefault("COLUMNS", "")), !plain);
  }

  private static int width(String columns) {
    try {
      return Math.max(LEAST_WIDTH, Integer.parseInt(columns.strip()));
    } catch (NumberFormatException e) {
      return USUAL_WIDTH;
    }
  }

  String bold(String text) {
    return paint("1", text);
  }

  String faint(String text) {
    return paint("2", text);
  }

  String good(String text) {
    return paint("32", text);
  }

  String warn(String text) {
    return paint("33", text);
  }

  String bad(String text) {
    return paint("31", text);
  }

  private String paint(String code, String text) {
    return colour ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
  }
}
