// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.shop.plumbing;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * The truth about one program: how many exchanges it sent and received, by peer, operation and
 * status. Tests compare what Sallyport counted with it. Usable from any thread.
 *
 * <p>Calls of {@code /_counts} are left out, those of {@code /healthz} are in.
 */
public final class Tally {
  private static final Comparator<Line> ORDER =
      Comparator.comparing(Line::way)
          .thenComparing(Line::peer)
          .thenComparing(Line::operation)
          .thenComparing(Line::status);

  private final String program;
  private final Map<Line, LongAdder> counts = new ConcurrentHashMap<>();

  /**
   * Creates an empty tally.
   *
   * @param program name of the program that counts
   */
  public Tally(String program) {
    this.program = program;
  }

  /** Returns the name of the program that counts. */
  public String program() {
    return program;
  }

  /** Counts an exchange that this program asked {@code peer} for. */
  public void sent(String peer, String operation, String status) {
    count(new Line(Way.SENT, peer, operation, status));
  }

  /** Counts an exchange that this program answered to {@code peer}. */
  public void received(String peer, String operation, String status) {
    count(new Line(Way.RECEIVED, peer, operation, status));
  }

  /** Counts a connection that this program opened to {@code peer}. */
  public void opened(String peer) {
    count(new Line(Way.OPENED, peer, "", ""));
  }

  /** Counts a connection that {@code peer} opened to this program. */
  public void accepted(String peer) {
    count(new Line(Way.ACCEPTED, peer, "", ""));
  }

  /** Returns how often {@code operation} was sent to or received from {@code peer}, any status. */
  public long total(Way way, String peer, String operation) {
    return counts.entrySet().stream()
        .filter(e -> e.getKey().way() == way)
        .filter(e -> e.getKey().peer().equals(peer) && e.getKey().operation().equals(operation))
        .mapToLong(e -> e.getValue().sum())
        .sum();
  }

  /** Returns all lines with their counts, in a stable order. */
  public List<Counted> lines() {
    return counts.entrySet().stream()
        .sorted(Map.Entry.comparingByKey(ORDER))
        .map(e -> new Counted(e.getKey(), e.getValue().sum()))
        .toList();
  }

  /** Returns the tally as JSON: {@code program} and {@code lines}. */
  public ObjectNode json() {
    ObjectNode root = Json.object().put("program", program);
    ArrayNode array = root.putArray("lines");
    for (Counted counted : lines()) {
      ObjectNode line = array.addObject();
      line.put("way", counted.line().way().name().toLowerCase(java.util.Locale.ROOT));
      line.put("peer", counted.line().peer());
      line.put("operation", counted.line().operation());
      line.put("status", counted.line().status());
      line.put("count", counted.count());
    }
    return root;
  }

  private void count(Line line) {
    counts.computeIfAbsent(line, _ -> new LongAdder()).increment();
  }

  /** What was counted. */
  public enum Way {
    /** Exchanges asked for. */
    SENT,
    /** Exchanges answered. */
    RECEIVED,
    /** Connections opened. */
    OPENED,
    /** Connections accepted. */
    ACCEPTED
  }

  /**
   * What is counted together.
   *
   * @param way exchanges or connections, and in which direction
   * @param peer the other program
   * @param operation method and path template, or the like; empty for connections
   * @param status answer status; empty for connections
   */
  public record Line(Way way, String peer, String operation, String status) {}

  /**
   * A line with its count.
   *
   * @param line what was counted
   * @param count how often
   */
  public record Counted(Line line, long count) {}
}
