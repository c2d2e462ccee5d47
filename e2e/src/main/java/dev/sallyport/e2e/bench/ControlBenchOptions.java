// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.e2e.bench;

/**
 * What the command line asked for.
 *
 * @param nodes nodes that are connected
 * @param pods pods of the cluster, spread over the nodes
 * @param policies policies that are there before one more is applied
 * @param rounds how often a policy is changed
 * @param heap heap of the control program, as the JVM has it
 */
record ControlBenchOptions(int nodes, int pods, int policies, int rounds, String heap) {
  private static final ControlBenchOptions STANDARD =
      new ControlBenchOptions(500, 20_000, 200, 15, "288m");

  ControlBenchOptions {
    if (nodes < 1 || pods < nodes || policies < 0 || rounds < 1) {
      throw new IllegalArgumentException(
          "--nodes, --rounds at least 1, --pods at least as many as nodes, --policies at least 0");
    }
  }

  static ControlBenchOptions parse(String[] arguments) {
    ControlBenchOptions options = STANDARD;
    for (int at = 0; at < arguments.length; at += 2) {
      if (at + 1 == arguments.length) {
        throw new IllegalArgumentException("no value after " + arguments[at]);
      }
      options = options.with(arguments[at], arguments[at + 1]);
    }
    return options;
  }

  private ControlBenchOptions with(String option, String value) {
    return switch (option) {
      case "--nodes" -> new ControlBenchOptions(number(value), pods, policies, rounds, heap);
      case "--pods" -> new ControlBenchOptions(nodes, number(value), policies, rounds, heap);
      case "--policies" -> new ControlBenchOptions(nodes, pods, number(value), rounds, heap);
      case "--rounds" -> new ControlBenchOptions(nodes, pods, policies, number(value), heap);
      case "--heap" -> new ControlBenchOptions(nodes, pods, policies, rounds, value);
      default ->
          throw new IllegalArgumentException(
              "unknown option "
                  + option
                  + " (expected: --nodes N, --pods N, --policies N, --rounds N, --heap SIZE)");
    };
  }

  private static int number(String value) {
    return Integer.parseInt(value);
  }
}
