// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.e2e.bench;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** Turns cells into tables: absolute medians with spread, and ratios taken inside each round. */
final class Report {
  private static final List<String[]> RATIOS =
      List.of(
          new String[] {Contender.L4, "haproxy-tcp"},
          new String[] {Contender.READ, "haproxy-http"},
          new String[] {Contender.HTTP, "haproxy-http"},
          new String[] {Contender.HTTP, "nginx-http"},
          new String[] {Contender.L4, Contender.BESIDE + Contender.L4},
          new String[] {Contender.READ, Contender.BESIDE + Contender.READ},
          new String[] {Contender.HTTP, Contender.BESIDE + Contender.HTTP});

  private Report() {}

  static String text(List<Cell> cells, List<Contender> contenders, BenchOptions options) {
    StringBuilder out = new StringBuilder();
    out.append("median [min-max] of ").append(options.rounds()).append(" interleaved rounds of ");
    out.append(options.seconds()).append(" s; one worker thread each\n");
    for (Load load : options.loads()) {
      out.append(
          String.format(
              Locale.ROOT,
              "%n%-24s %-28s %-24s %-24s %-24s %-24s %s%n",
              load.name(),
              "requests/s",
              "CPU us/request",
              "without compiling",
              "p50 us",
              "p99 us",
              "errors"));
      for (Contender contender : contenders) {
        List<Cell> mine = of(cells, contender.name(), load.name());
        out.append(
            String.format(
                Locale.ROOT,
                "  %-22s %-28s %-24s %-24s %-24s %-24s %d%n",
                contender.name(),
                spread(mine, cell -> cell.reading().perSecond())
                    .text(load.name().equals("100MB") ? 1 : 0),
                contender.pid() == 0 ? "-" : spread(mine, Cell::cpuMicrosPerRequest).text(1),
                contender.pid() == 0
                    ? "-"
                    : spread(mine, Cell::cpuMicrosPerRequestCompiled).text(1),
                spread(mine, cell -> cell.reading().p50Micros()).text(0),
                spread(mine, cell -> cell.reading().p99Micros()).text(0),
                mine.stream().mapToLong(cell -> cell.reading().errors()).sum()));
      }
      for (String[] pair : RATIOS) {
        if (!among(contenders, pair[0]) || !among(contenders, pair[1])) {
          continue;
        }
        out.append(
            String.format(
                Locale.ROOT,
                "  %s / %s: requests/s %s, CPU per request %s, without compiling %s%n",
                pair[0],
                pair[1],
                ratio(cells, pair, load, cell -> cell.reading().perSecond()).text(2),
                ratio(cells, pair, load, Cell::cpuMicrosPerRequest).text(2),
                ratio(cells, pair, load, Cell::cpuMicrosPerRequestCompiled).text(2)));
      }
      out.append(
          String.format(
              Locale.ROOT,
              "  added p50 over direct: sallyport-l4 %s us, sallyport-http %s us, haproxy-http %s us%n",
              added(cells, Contender.L4, load).text(0),
              added(cells, Contender.HTTP, load).text(0),
              added(cells, "haproxy-http", load).text(0)));
    }
    for (Contender contender : contenders) {
      if (contender.pid() != 0) {
        out.append(
            String.format(
                Locale.ROOT,
                "%n  %-22s resident at the end %.0f MiB, %.1f s of processor time, of it %.0f %% compiling",
                contender.name(),
                Memory.of(contender.pid()).resident() / 1024.0,
                CpuTime.micros(contender.pid()) / 1e6,
                100.0
                    * CpuTime.compilerMicros(contender.pid())
                    / Math.max(1, CpuTime.micros(contender.pid()))));
      }
    }
    return out.append('\n').toString();
  }

  static String json(List<Cell> cells) {
    StringBuilder out = new StringBuilder("[");
    for (Cell cell : cells) {
      out.append(out.length() == 1 ? "\n" : ",\n");
      out.append(
          String.format(
              Locale.ROOT,
              "  {\"contender\":\"%s\",\"load\":\"%s\",\"round\":%d,\"requestsPerSecond\":%.1f,"
                  + "\"cpuMicrosPerRequest\":%.2f,\"p50Micros\":%.1f,\"p99Micros\":%.1f,\"errors\":%d}",
              cell.contender(),
              cell.load(),
              cell.round(),
              cell.reading().perSecond(),
              Double.isNaN(cell.cpuMicrosPerRequest()) ? 0 : cell.cpuMicrosPerRequest(),
              cell.reading().p50Micros(),
              cell.reading().p99Micros(),
              cell.reading().errors()));
    }
    return out.append("\n]").toString();
  }

  private static boolean among(List<Contender> contenders, String name) {
    return contenders.stream().anyMatch(each -> each.name().equals(name));
  }

  private static List<Cell> of(List<Cell> cells, String contender, String load) {
    return cells.stream()
        .filter(cell -> cell.contender().equals(contender) && cell.load().equals(load))
        .toList();
  }

  private static Spread spread(List<Cell> cells, ToDoubleFunction<Cell> value) {
    return Spread.of(cells.stream().mapToDouble(value).toArray());
  }

  private static Spread ratio(
      List<Cell> cells, String[] pair, Load load, ToDoubleFunction<Cell> value) {
    return byRound(
        of(cells, pair[0], load.name()),
        of(cells, pair[1], load.name()),
        (ours, theirs) -> value.applyAsDouble(ours) / value.applyAsDouble(theirs));
  }

  private static Spread added(List<Cell> cells, String contender, Load load) {
    return byRound(
        of(cells, contender, load.name()),
        of(cells, "direct", load.name()),
        (ours, direct) -> ours.reading().p50Micros() - direct.reading().p50Micros());
  }

  private static Spread byRound(List<Cell> ours, List<Cell> others, Comparison comparison) {
    double[] values = new double[Math.min(ours.size(), others.size())];
    for (int round = 0; round < values.length; round++) {
      values[round] = comparison.of(ours.get(round), others.get(round));
    }
    return Spread.of(values);
  }

  private interface Comparison {
    double of(Cell ours, Cell other);
  }
}
