// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.e2e.bench;

import java.util.Arrays;
import java.util.List;

/**
 * What the command line asked of {@link InspectionBench}.
 *
 * @param rounds interleaved rounds
 * @param seconds length of each measurement
 * @param rate requests a second for the latency
 * @param connections open connections
 * @param loops event loops of each node program
 * @param launch command that starts the node program
 */
record InspectionOptions(
    int rounds, int seconds, int rate, int connections, int loops, List<String> launch) {

  static InspectionOptions parse(String[] arguments) {
    int rounds = 3;
    int seconds = 5;
    int rate = 5000;
    int connections = 32;
    int loops = 1;
    int at = 0;
    while (at < arguments.length && !arguments[at].equals("--")) {
      switch (arguments[at]) {
        case "--rounds" -> rounds = Integer.parseInt(arguments[++at]);
        case "--seconds" -> seconds = Integer.parseInt(arguments[++at]);
        case "--rate" -> rate = Integer.parseInt(arguments[++at]);
        case "--connections" -> connections = Integer.parseInt(arguments[++at]);
        case "--loops" -> loops = Integer.parseInt(arguments[++at]);
        case "--quick" -> {
          rounds = 1;
          seconds = 3;
        }
        default ->
            throw new IllegalArgumentException(
                "unknown option "
                    + arguments[at]
                    + " (expected: --rounds N, --seconds N, --rate N, --connections N, --loops N,"
                    + " --quick)");
      }
      at++;
    }
    List<String> launch =
        Arrays.asList(arguments).subList(Math.min(at + 1, arguments.length), arguments.length);
    if (launch.isEmpty()) {
      throw new IllegalArgumentException("no command for the node program after --");
    }
    return new InspectionOptions(rounds, seconds, rate, connections, loops, launch);
  }
}
