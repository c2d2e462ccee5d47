// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.scan;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Literals without a native library. A set of all three-byte beginnings, one bit for each, says at
 * which positions a literal may begin; there a tree of the literals is walked. Bytes are first
 * mapped to at most 64 classes: letters to those of their lower case, what no literal holds to one.
 * So the quick loop depends on no table larger than the nearest cache, and literals that must stand
 * exactly so are compared once they are found. Immutable and thread-safe.
 */
final class JavaLiterals implements LiteralEngine {
  private static final int CLASS_BITS = 6;
  private static final int CLASSES = 1 << CLASS_BITS;
  private static final int GRAM = 3;
  private static final int GRAM_MASK = (1 << GRAM * CLASS_BITS) - 1;
  private static final int[] NONE = {};

  private final byte[][] exact;
  private final int[] lengths;
  private final byte[] classOf = new byte[256];
  private final long[] beginnings = new long[(GRAM_MASK + 1) / 64];
  private final char[] children;
  private final int[][] found;
  private final int longest;
  private final String reason;

  /**
   * Builds the tree.
   *
   * @param reason why this engine was chosen, for people
   */
  JavaLiterals(List<Anchor> literals, String reason) {
    this.reason = reason;
    exact = new byte[literals.size()][];
    lengths = new int[literals.size()];
    for (int i = 0; i < literals.size(); i++) {
      Anchor literal = literals.get(i);
      lengths[i] = literal.text().length();
      exact[i] = literal.ignoreCase() ? new byte[0] : ascii(literal.text());
    }
    longest = literals.stream().mapToInt(literal -> literal.text().length()).max().orElse(1);
    classify(literals);
    Tree tree = new Tree(literals);
    children = tree.children();
    found = tree.found();
  }

  private void classify(List<Anchor> literals) {
    int classes = 1;
    for (Anchor literal : literals) {
      for (byte c : ascii(Letters.lower(literal.text()))) {
        if (classOf[c] == 0) {
          // More kinds of bytes than classes would only make the quick loop stop more often,
          // but the tree needs them apart.
          if (classes == CLASSES) {
            throw new IllegalArgumentException("literals of more than 63 different bytes");
          }
          classOf[c] = (byte) classes++;
        }
      }
    }
    for (int upper = 'A'; upper <= 'Z'; upper++) {
      classOf[upper] = classOf[upper + 32];
    }
    for (Anchor literal : literals) {
      begin(ascii(Letters.lower(literal.text())));
    }
  }

  /** Marks the three-byte beginnings of a literal; any byte may follow a shorter one. */
  private void begin(byte[] literal) {
    int gram = 0;
    int known = Math.min(GRAM, literal.length);
    for (int i = 0; i < known; i++) {
      gram = gram << CLASS_BITS | classOf[literal[i]];
    }
    int open = (GRAM - known) * CLASS_BITS;
    for (int rest = 0; rest < 1 << open; rest++) {
      int index = gram << open | rest;
      beginnings[index >>> 6] |= 1L << index;
    }
  }

  @Override
  public String description() {
    return "pure Java (" + reason + ")";
  }

  @Override
  public Scan newScan() {
    return new Scan() {
      @Override
      public void scan(byte[] bytes, int from, int to, Occurrences sink) {
        search(bytes, from, to, from, sink);
      }

      @Override
      public Stream openStream() {
        return new Continued();
      }
    };
  }

  /** Needs no state: it looks once more at what an unfinished literal may have begun in. */
  private final class Continued implements Stream {
    private long fed;

    @Override
    public void feed(byte[] bytes, int from, int to, Occurrences sink) {
      int again = (int) Math.min(fed, longest - 1);
      fed += to - from;
      search(bytes, from - again, to, from, sink);
    }

    @Override
    public void close() {}
  }

  /** Reports what begins at or behind {@code from} and ends behind {@code floor}. */
  private void search(byte[] bytes, int from, int to, int floor, Occurrences sink) {
    byte[] fold = classOf;
    long[] marks = beginnings;
    int gram = 0;
    int i = from;
    for (; i < to && i < from + GRAM - 1; i++) {
      gram = gram << CLASS_BITS | fold[bytes[i] & 0xff];
    }
    for (; i < to; i++) {
      gram = (gram << CLASS_BITS | fold[bytes[i] & 0xff]) & GRAM_MASK;
      if ((marks[gram >>> 6] >>> gram & 1) != 0) {
        walk(bytes, i - (GRAM - 1), to, floor, sink);
      }
    }
    for (int last = Math.max(from, to - (GRAM - 1)); last < to; last++) {
      walk(bytes, last, to, floor, sink);
    }
  }

  private void walk(byte[] bytes, int start, int to, int floor, Occurrences sink) {
    int node = 0;
    for (int i = start; i < to; i++) {
      node = children[node << CLASS_BITS | classOf[bytes[i] & 0xff]];
      if (node == 0) {
        return;
      }
      int[] ends = found[node];
      if (ends.length > 0 && i >= floor) {
        report(ends, bytes, start, i + 1, sink);
      }
    }
  }

  private void report(int[] ends, byte[] bytes, int start, int end, Occurrences sink) {
    for (int literal : ends) {
      if (stands(exact[literal], bytes, start)) {
        sink.at(literal, end);
      }
    }
  }

  private static boolean stands(byte[] literal, byte[] bytes, int at) {
    for (int i = 0; i < literal.length; i++) {
      if (literal[i] != bytes[at + i]) {
        return false;
      }
    }
    return true;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** The literals as a tree of their bytes' classes; node 0 is the root. */
  private final class Tree {
    private final List<char[]> rows = new ArrayList<>();
    private final List<List<Integer>> ends = new ArrayList<>();

    Tree(List<Anchor> literals) {
      node();
      for (int i = 0; i < literals.size(); i++) {
        int at = 0;
        for (byte c : ascii(Letters.lower(literals.get(i).text()))) {
          char[] row = rows.get(at);
          if (row[classOf[c]] == 0) {
            row[classOf[c]] = node();
          }
          at = row[classOf[c]];
        }
        ends.get(at).add(i);
      }
    }

    private char node() {
      if (rows.size() > Character.MAX_VALUE) {
        throw new IllegalArgumentException("too many literals");
      }
      rows.add(new char[CLASSES]);
      ends.add(new ArrayList<>());
      return (char) (rows.size() - 1);
    }

    char[] children() {
      char[] table = new char[rows.size() << CLASS_BITS];
      for (int node = 0; node < rows.size(); node++) {
        System.arraycopy(rows.get(node), 0, table, node << CLASS_BITS, CLASSES);
      }
      return table;
    }

    int[][] found() {
      return ends.stream()
          .map(each -> each.isEmpty() ? NONE : each.stream().mapToInt(i -> i).toArray())
          .toArray(int[][]::new);
    }
  }
}
