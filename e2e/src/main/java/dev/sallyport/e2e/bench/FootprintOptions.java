// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.e2e.bench;

import java.nio.file.Path;

/**
 * What the command line asked for.
 *
 * @param pods pods on the measured node, of which a fifth serve and the others call
 * @param rate exchanges per second over all pods
 * @param seconds how long the load lasts
 * @param kilobytes size of an answer
 * @param pidFile file that gets the process id of the measured node program, for a closer look from
 *     outside; nothing when empty
 */
record FootprintOptions(int pods, int rate, int seconds, int kilobytes, Path pidFile) {
  static FootprintOptions parse(String[] arguments) {
    FootprintOptions options = new FootprintOptions(100, 10_000, 60, 1, Path.of(""));
    for (int at = 0; at < arguments.length; at += 2) {
      if (at + 1 == arguments.length) {
        throw new IllegalArgumentException("no value after " + arguments[at]);
      }
      options = options.with(arguments[at], arguments[at + 1]);
    }
    return options;
  }

  int servers() {
    return Math.max(1, pods / 5);
  }

  int clients() {
    return pods - servers();
  }

  private FootprintOptions with(String option, String value) {
    return switch (option) {
      case "--pods" ->
          new FootprintOptions(Integer.parseInt(value), rate, seconds, kilobytes, pidFile);
      case "--rate" ->
          new FootprintOptions(pods, Integer.parseInt(value), seconds, kilobytes, pidFile);
      case "--seconds" ->
          new FootprintOptions(pods, rate, Integer.parseInt(value), kilobytes, pidFile);
      case "--kilobytes" ->
          new FootprintOptions(pods, rate, seconds, Integer.parseInt(value), pidFile);
      case "--pid-file" -> new FootprintOptions(pods, rate, seconds, kilobytes, Path.of(value));
      default ->
          throw new IllegalArgumentException(
              "unknown option "
                  + option
                  + " (expected: --pods N, --rate N, --seconds N, --kilobytes N, --pid-file FILE)");
    };
  }
}
