// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.scan;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a value looks like, as a small deterministic automaton that is anchored at the value's first
 * byte: one table look-up for each byte, no backtracking, no allocation. The notation is a
 * restricted regular expression: literals, classes such as <code>[A-Z2-7]</code>, <code>\d</code>,
 * <code>\w</code>, <code>\h</code> (hexadecimal digit), groups, alternatives and the usual
 * repetitions. Immutable and thread-safe.
 */
public final class Shape {
  /** Most states of one shape; a shape that needs more is refused when it is compiled. */
  static final int STATES_MAX = 8_192;

  private static final int DEAD = 0;
  private static final int START = 1;

  private final String text;
  private final byte[] classOf;
  private final char[] next;
  private final boolean[] accepting;
  private final int classes;

  private Shape(
      String text, byte[] classOf, int classes, List<int[]> rows, List<Boolean> accepting) {
    this.text = text;
    this.classOf = classOf;
    this.classes = classes;
    this.next = new char[rows.size() * classes];
    this.accepting = new boolean[rows.size()];
    for (int state = 0; state < rows.size(); state++) {
      for (int c = 0; c < classes; c++) {
        next[state * classes + c] = (char) rows.get(state)[c];
      }
      this.accepting[state] = accepting.get(state);
    }
  }

  /**
   * Returns the shape of a notation.
   *
   * @throws IllegalArgumentException saying what is wrong and where
   */
  public static Shape of(String notation) {
    return of(notation, false);
  }

  /** Returns the shape of a notation whose letters stand for both cases. */
  public static Shape ignoringCase(String notation) {
    return of(notation, true);
  }

  private static Shape of(String notation, boolean anyCase) {
    Positions positions = new Positions();
    Positions.Fragment whole = positions.add(new ShapeParser(notation, anyCase).parse());
    return new Determiniser(notation, positions, whole).build();
  }

  /**
   * Returns the end of the longest match that begins at an index, or -1. Looks at no byte at or
   * behind {@code to}.
   */
  public int longest(byte[] bytes, int from, int to) {
    int state = START;
    int end = accepting[START] ? from : -1;
    for (int i = from; i < to; i++) {
      state = next[state * classes + (classOf[bytes[i] & 0xff] & 0xff)];
      if (state == DEAD) {
        return end;
      }
      if (accepting[state]) {
        end = i + 1;
      }
    }
    return end;
  }

  /** Returns whether a match can begin with a byte. */
  public boolean canBegin(byte first) {
    return next[START * classes + (classOf[first & 0xff] & 0xff)] != DEAD;
  }

  /** Returns the number of states. */
  int states() {
    return accepting.length;
  }

  @Override
  public String toString() {
    return text;
  }

  /** The bytes of a shape's notation as positions, and which may follow which (Glushkov). */
  private static final class Positions {
    private final List<ByteSet> bytes = new ArrayList<>();
    private final List<BitSet> follow = new ArrayList<>();

    /** First and last positions of a part, and whether it may be left out. */
    private record Fragment(BitSet first, BitSet last, boolean optional) {}

    Fragment add(ShapeNode node) {
      return switch (node) {
        case ShapeNode.One one -> position(one.bytes());
        case ShapeNode.Sequence sequence -> {
          Fragment whole = new Fragment(new BitSet(), new BitSet(), true);
          for (ShapeNode part : sequence.parts()) {
            whole = join(whole, add(part));
          }
          yield whole;
        }
        case ShapeNode.Choice choice -> {
          Fragment whole = new Fragment(new BitSet(), new BitSet(), false);
          for (ShapeNode option : choice.options()) {
            Fragment fragment = add(option);
            whole.first().or(fragment.first());
            whole.last().or(fragment.last());
            whole =
                new Fragment(whole.first(), whole.last(), whole.optional() || fragment.optional());
          }
          yield whole;
        }
        case ShapeNode.Repeat repeat -> repeated(repeat);
      };
    }

    private Fragment repeated(ShapeNode.Repeat repeat) {
      Fragment whole = new Fragment(new BitSet(), new BitSet(), true);
      for (int i = 0; i < repeat.least(); i++) {
        whole = join(whole, add(repeat.part()));
      }
      if (repeat.most() == ShapeNode.Repeat.UNBOUNDED) {
        Fragment again = add(repeat.part());
        for (int last = again.last().nextSetBit(0);
            last >= 0;
            last = again.last().nextSetBit(last + 1)) {
          follow.get(last).or(again.first());
        }
        return join(whole, new Fragment(again.first(), again.last(), true));
      }
      // From the right, as x(x(x)?)?, so that each byte has few that may follow.
      Fragment tail = new Fragment(new BitSet(), new BitSet(), true);
      for (int i = repeat.least(); i < repeat.most(); i++) {
        Fragment more = join(add(repeat.part()), tail);
        tail = new Fragment(more.first(), more.last(), true);
      }
      return join(whole, tail);
    }

    private Fragment position(ByteSet set) {
      if (bytes.size() > STATES_MAX) {
        throw new IllegalArgumentException("a shape of more than " + STATES_MAX + " bytes");
      }
      BitSet only = new BitSet();
      only.set(bytes.size());
      bytes.add(set);
      follow.add(new BitSet());
      return new Fragment(only, (BitSet) only.clone(), false);
    }

    private Fragment join(Fragment left, Fragment right) {
      for (int last = left.last().nextSetBit(0);
          last >= 0;
          last = left.last().nextSetBit(last + 1)) {
        follow.get(last).or(right.first());
      }
      BitSet first = (BitSet) left.first().clone();
      if (left.optional()) {
        first.or(right.first());
      }
      BitSet last = (BitSet) right.last().clone();
      if (right.optional()) {
        last.or(left.last());
      }
      return new Fragment(first, last, left.optional() && right.optional());
    }
  }

  /** Sets of positions to states. */
  private static final class Determiniser {
    private final String text;
    private final Positions positions;
    private final BitSet last;
    private final byte[] classOf = new byte[256];
    private final int[] representative = new int[256];
    private final Map<BitSet, Integer> states = new HashMap<>();
    private final List<int[]> rows = new ArrayList<>();
    private final List<Boolean> accepting = new ArrayList<>();
    private final Deque<BitSet> open = new ArrayDeque<>();
    private final Positions.Fragment whole;
    private final int[] stateOfOne;
    private int classes;

    Determiniser(String text, Positions positions, Positions.Fragment whole) {
      this.text = text;
      this.positions = positions;
      this.whole = whole;
      this.last = whole.last();
      this.stateOfOne = new int[positions.bytes.size()];
    }

    Shape build() {
      classify();
      rows.add(new int[classes]);
      accepting.add(false);
      rows.add(new int[classes]);
      accepting.add(whole.optional());
      fill(START, whole.first());
      while (!open.isEmpty()) {
        BitSet set = open.remove();
        BitSet following = new BitSet();
        for (int p = set.nextSetBit(0); p >= 0; p = set.nextSetBit(p + 1)) {
          following.or(positions.follow.get(p));
        }
        fill(states.getOrDefault(set, DEAD), following);
      }
      return new Shape(text, classOf, classes, rows, accepting);
    }

    private void fill(int state, BitSet following) {
      if (following.cardinality() == 1) {
        // Most states of most shapes are links of a chain.
        int only = following.nextSetBit(0);
        for (int c = 0; c < classes; c++) {
          rows.get(state)[c] =
              positions.bytes.get(only).has(representative[c]) ? stateOfOne(only) : DEAD;
        }
        return;
      }
      for (int c = 0; c < classes; c++) {
        BitSet reached = new BitSet();
        for (int p = following.nextSetBit(0); p >= 0; p = following.nextSetBit(p + 1)) {
          if (positions.bytes.get(p).has(representative[c])) {
            reached.set(p);
          }
        }
        rows.get(state)[c] = reached.isEmpty() ? DEAD : stateOf(reached);
      }
    }

    private int stateOfOne(int position) {
      if (stateOfOne[position] == DEAD) {
        BitSet set = new BitSet();
        set.set(position);
        stateOfOne[position] = stateOf(set);
      }
      return stateOfOne[position];
    }

    private int stateOf(BitSet set) {
      Integer known = states.get(set);
      if (known != null) {
        return known;
      }
      int state = rows.size();
      if (state > STATES_MAX) {
        throw new IllegalArgumentException(
            "shape " + text + ": needs more than " + STATES_MAX + " states");
      }
      states.put(set, state);
      rows.add(new int[classes]);
      accepting.add(set.intersects(last));
      open.add(set);
      return state;
    }

    /** Bytes that no position tells apart share a class. */
    private void classify() {
      List<ByteSet> distinct = positions.bytes.stream().distinct().toList();
      if (distinct.size() > Long.SIZE) {
        throw new IllegalArgumentException(
            "shape " + text + ": more than " + Long.SIZE + " different sets of bytes");
      }
      long[] keys = new long[256];
      for (int value = 0; value < 256; value++) {
        long key = 0;
        for (int i = 0; i < distinct.size(); i++) {
          key |= distinct.get(i).has(value) ? 1L << i : 0;
        }
        int c = 0;
        while (c < classes && keys[c] != key) {
          c++;
        }
        if (c == classes) {
          keys[classes] = key;
          representative[classes++] = value;
        }
        classOf[value] = (byte) c;
      }
    }
  }
}
