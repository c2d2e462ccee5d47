// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.e2e.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What the command line asked for.
 *
 * @param rounds interleaved rounds
 * @param seconds length of one cell
 * @param warmupSeconds length of the unmeasured first cells of each contender and load; there are
 *     more while its compilers are at work
 * @param loads loads to run
 * @param peersOnly whether to leave Sallyport out, to look at the testbed itself
 * @param json whether to print every cell as JSON instead of the tables
 * @param only names of contenders to measure; empty for all
 * @param beside checkouts whose node programs run beside this one's: what a change did
 * @param launch command that starts the node program
 */
record BenchOptions(
    int rounds,
    int seconds,
    int warmupSeconds,
    List<Load> loads,
    boolean peersOnly,
    boolean json,
    List<String> only,
    List<Path> beside,
    List<String> launch) {

  /** Large bodies need time to finish at all. */
  int secondsOf(Load load) {
    return load.path().equals(Load.LARGE) ? Math.max(seconds, 5) : seconds;
  }

  boolean measures(String contender) {
    return only.isEmpty() || only.contains(contender);
  }

  static BenchOptions parse(String[] arguments) {
    int rounds = 5;
    int seconds = 3;
    int warmup = 0;
    List<Load> loads = Load.ALL;
    boolean peersOnly = false;
    boolean json = false;
    List<String> only = List.of();
    List<Path> beside = new ArrayList<>();
    int at = 0;
    while (at < arguments.length && !arguments[at].equals("--")) {
      switch (arguments[at]) {
        case "--rounds" -> rounds = Integer.parseInt(arguments[++at]);
        case "--seconds" -> seconds = Integer.parseInt(arguments[++at]);
        case "--warmup" -> warmup = Integer.parseInt(arguments[++at]);
        case "--loads" -> loads = named(arguments[++at]);
        case "--beside" -> beside.add(Path.of(arguments[++at]));
        case "--only" -> only = List.of(arguments[++at].split(","));
        case "--json" -> json = true;
        case "--peers-only" -> peersOnly = true;
        case "--quick" -> {
          rounds = 3;
          seconds = 1;
        }
        default ->
            throw new IllegalArgumentException(
                "unknown option "
                    + arguments[at]
                    + " (expected: --rounds N, --seconds N, --warmup N, --loads c1,c32,c128,new-conn,100MB,"
                    + " --only CONTENDERS, --beside CHECKOUT, --peers-only, --quick, --json)");
      }
      at++;
    }
    List<String> launch =
        Arrays.asList(arguments).subList(Math.min(at + 1, arguments.length), arguments.length);
    if (launch.isEmpty() && !peersOnly) {
      throw new IllegalArgumentException("no command for the node program after --");
    }
    return new BenchOptions(
        rounds,
        seconds,
        warmup > 0 ? warmup : Math.max(1, seconds / 2),
        loads,
        peersOnly,
        json,
        only,
        beside,
        launch);
  }

  private static List<Load> named(String names) {
    List<String> wanted = List.of(names.split(","));
    List<Load> found = Load.ALL.stream().filter(load -> wanted.contains(load.name())).toList();
    if (found.size() != wanted.size()) {
      throw new IllegalArgumentException(
          "--loads " + names + " (expected: some of c1,c32,c128,new-conn,100MB)");
    }
    return found;
  }
}
