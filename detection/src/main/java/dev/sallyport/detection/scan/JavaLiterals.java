// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.scan;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * Literals by an automaton of Aho and Corasick with all transitions filled in: one table look-up
 * for each byte. All letters are folded to lower case in the table; literals that must stand
 * exactly so are compared once they are found. Immutable and thread-safe.
 */
final class JavaLiterals implements LiteralEngine {
  /** States at which literals end carry this bit. */
  private static final int FOUND = 0x8000;

  private final byte[][] exact;
  private final int[] lengths;
  private final byte[] classOf = new byte[256];
  private final int shift;
  private final char[] next;
  private final int[][] found;
  private final String reason;

  /**
   * Builds the automaton.
   *
   * @param reason why this kind was chosen, for people
   */
  JavaLiterals(List<Anchor> literals, String reason) {
    this.reason = reason;
    exact = new byte[literals.size()][];
    lengths = new int[literals.size()];
    int classes = 1;
    for (int i = 0; i < literals.size(); i++) {
      Anchor literal = literals.get(i);
      lengths[i] = literal.text().length();
      exact[i] = literal.ignoreCase() ? new byte[0] : ascii(literal.text());
      for (byte c : ascii(Letters.lower(literal.text()))) {
        if (classOf[c] == 0) {
          classOf[c] = (byte) classes++;
        }
      }
    }
    for (int upper = 'A'; upper <= 'Z'; upper++) {
      classOf[upper] = classOf[upper + 32];
    }
    shift = 32 - Integer.numberOfLeadingZeros(classes - 1);
    Trie trie = new Trie(literals, classes);
    if (trie.rows.size() >= FOUND) {
      throw new IllegalArgumentException("too many literals: " + trie.rows.size() + " states");
    }
    found = trie.ends.stream().map(JavaLiterals::sorted).toArray(int[][]::new);
    next = new char[trie.rows.size() << shift];
    for (int state = 0; state < trie.rows.size(); state++) {
      for (int c = 0; c < classes; c++) {
        int target = trie.rows.get(state)[c];
        next[(state << shift) + c] = (char) (found[target].length > 0 ? target | FOUND : target);
      }
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
        run(0, bytes, from, to, sink);
      }

      @Override
      public Stream openStream() {
        return new Continued();
      }
    };
  }

  /** A search that remembers its state. */
  private final class Continued implements Stream {
    private char state;

    @Override
    public void feed(byte[] bytes, int from, int to, Occurrences sink) {
      state = (char) run(state, bytes, from, to, sink);
    }

    @Override
    public void close() {}
  }

  private int run(int begin, byte[] bytes, int from, int to, Occurrences sink) {
    char[] table = next;
    byte[] fold = classOf;
    int state = begin;
    for (int i = from; i < to; i++) {
      state = table[((state & (FOUND - 1)) << shift) + fold[bytes[i] & 0xff]];
      if (state >= FOUND) {
        report(state & (FOUND - 1), bytes, i + 1, sink);
      }
    }
    return state;
  }

  private void report(int state, byte[] bytes, int end, Occurrences sink) {
    for (int literal : found[state]) {
      if (stands(exact[literal], bytes, end - lengths[literal])) {
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

  private static int[] sorted(List<Integer> numbers) {
    return numbers.stream().mapToInt(Integer::intValue).sorted().toArray();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
  }

  /** The literals as a tree, then with the transitions of the longest suffix filled in. */
  private final class Trie {
    final List<int[]> rows = new ArrayList<>();
    final List<List<Integer>> ends = new ArrayList<>();

    Trie(List<Anchor> literals, int classes) {
      state(classes);
      for (int i = 0; i < literals.size(); i++) {
        int at = 0;
        for (byte c : ascii(Letters.lower(literals.get(i).text()))) {
          int[] row = rows.get(at);
          if (row[classOf[c]] < 0) {
            row[classOf[c]] = state(classes);
          }
          at = row[classOf[c]];
        }
        ends.get(at).add(i);
      }
      fill(classes);
    }

    private int state(int classes) {
      int[] row = new int[classes];
      Arrays.fill(row, -1);
      rows.add(row);
      ends.add(new ArrayList<>());
      return rows.size() - 1;
    }

    private void fill(int classes) {
      int[] suffix = new int[rows.size()];
      Deque<Integer> open = new ArrayDeque<>();
      for (int c = 0; c < classes; c++) {
        int target = rows.getFirst()[c];
        if (target < 0) {
          rows.getFirst()[c] = 0;
        } else {
          open.add(target);
        }
      }
      while (!open.isEmpty()) {
        int state = open.remove();
        ends.get(state).addAll(ends.get(suffix[state]));
        for (int c = 0; c < classes; c++) {
          int target = rows.get(state)[c];
          int elsewhere = rows.get(suffix[state])[c];
          if (target < 0) {
            rows.get(state)[c] = elsewhere;
          } else {
            suffix[target] = elsewhere;
            open.add(target);
          }
        }
      }
    }
  }
}
