// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.e2e.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One kind of load, made by wrk.
 *
 * @param name short name in tables
 * @param connections open connections
 * @param path what is fetched
 * @param newConnections whether each request has its own connection
 */
record Load(String name, int connections, String path, boolean newConnections) {
  /** Path of the 100 MiB body. */
  static final String LARGE = "/100m";

  static final List<Load> ALL =
      List.of(
          new Load("c1", 1, "/1k", false),
          new Load("c32", 32, "/1k", false),
          new Load("c128", 128, "/1k", false),
          new Load("new-conn", 32, "/1k", true),
          new Load("100MB", 4, LARGE, false));

  private static final Pattern REQUESTS = Pattern.compile("(\\d+) requests in ([0-9.]+)(m?s|m)");
  private static final Pattern PERCENTILE = Pattern.compile("(50|99)%\\s+([0-9.]+)(us|ms|s|m)");
  private static final Pattern ERRORS =
      Pattern.compile("connect (\\d+), read (\\d+), write (\\d+), timeout (\\d+)");
  private static final Pattern NON_2XX = Pattern.compile("Non-2xx or 3xx responses: (\\d+)");

  /** Returns the command that makes this load from a network namespace. */
  List<String> command(String namespace, String address, int seconds) {
    List<String> command =
        new ArrayList<>(
            List.of("ip", "netns", "exec", namespace, "wrk", "-t1", "-c" + connections));
    command.addAll(List.of("-d" + seconds + "s", "--latency", "--timeout", "20s"));
    if (newConnections) {
      command.addAll(List.of("-H", "Connection: close"));
    }
    command.add("http://" + address + path);
    return command;
  }

  /** Reads what wrk printed. */
  static Reading parse(String output) {
    Matcher requests = REQUESTS.matcher(output);
    if (!requests.find()) {
      throw new IllegalStateException("wrk printed no request count: " + output);
    }
    long count = Long.parseLong(requests.group(1));
    double seconds = micros(requests.group(2), requests.group(3)) / 1e6;
    double p50 = 0;
    double p99 = 0;
    Matcher percentiles = PERCENTILE.matcher(output);
    while (percentiles.find()) {
      double micros = micros(percentiles.group(2), percentiles.group(3));
      if (percentiles.group(1).equals("50")) {
        p50 = micros;
      } else {
        p99 = micros;
      }
    }
    return new Reading(count, seconds, p50, p99, errors(output));
  }

  private static long errors(String output) {
    long errors = 0;
    Matcher socket = ERRORS.matcher(output);
    if (socket.find()) {
      for (int group = 1; group <= 4; group++) {
        errors += Long.parseLong(socket.group(group));
      }
    }
    Matcher status = NON_2XX.matcher(output);
    return status.find() ? errors + Long.parseLong(status.group(1)) : errors;
  }

  private static double micros(String number, String unit) {
    double value = Double.parseDouble(number);
    return switch (unit) {
      case "us" -> value;
      case "ms" -> value * 1e3;
      case "s" -> value * 1e6;
      case "m" -> value * 60e6;
      default -> throw new IllegalStateException("unknown unit of time: " + unit);
    };
  }

  /**
   * What one run of wrk measured.
   *
   * @param requests finished requests
   * @param seconds length of the run
   * @param p50Micros median latency
   * @param p99Micros 99th percentile
   * @param errors socket errors and answers that are neither 2xx nor 3xx
   */
  record Reading(long requests, double seconds, double p50Micros, double p99Micros, long errors) {
    double perSecond() {
      return requests / seconds;
    }
  }
}
