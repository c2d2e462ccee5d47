// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.data.personal;

import dev.sallyport.model.DataClass;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * Which words speak for which topic. A topic is a class of data, by its ordinal, or one of the
 * constants here. Immutable, from the resource <code>context.txt</code>.
 */
final class ContextWords {
  static final int PEOPLE = 120;
  static final int NAME = 121;
  static final int MACHINE = 122;
  static final int VERSION = 123;
  static final int EXAMPLE = 124;
  static final int ID = 125;

  private static final int PRESENT_BITS = 1 << 16;

  private static final String RESOURCE = "context.txt";

  static final ContextWords STANDARD = read();

  private final long[] hashes;
  private final long[] topics;
  private final int mask;

  /** One bit for each hash that occurs, so that most words cost one look at it. */
  private final long[] present = new long[PRESENT_BITS / 64];

  private ContextWords(Map<Long, long[]> words) {
    int capacity = Integer.highestOneBit(words.size() * 4) * 2;
    hashes = new long[capacity];
    topics = new long[2 * capacity];
    mask = capacity - 1;
    words.forEach(this::put);
  }

  private void put(long hash, long[] of) {
    int bit = bit(hash);
    present[bit >> 6] |= 1L << bit;
    int slot = slot(hash);
    hashes[slot] = hash;
    topics[2 * slot] = of[0];
    topics[2 * slot + 1] = of[1];
  }

  private static int bit(long hash) {
    return (int) (hash * 0x9E3779B97F4A7C15L >>> 48) & (PRESENT_BITS - 1);
  }

  /** Returns where a word stands, or where it would stand. */
  private int slot(long hash) {
    int slot = (int) (hash ^ hash >>> 32) & mask;
    while (hashes[slot] != 0 && hashes[slot] != hash) {
      slot = slot + 1 & mask;
    }
    return slot;
  }

  /** Adds the topics of a word to two longs. */
  void add(long hash, long[] to, int at) {
    int bit = bit(hash);
    if ((present[bit >> 6] & 1L << bit) == 0) {
      return;
    }
    int slot = slot(hash);
    to[at] |= topics[2 * slot];
    to[at + 1] |= topics[2 * slot + 1];
  }

  private static ContextWords read() {
    Map<Long, long[]> words = new HashMap<>();
    try (InputStream in = ContextWords.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException("missing from the program: " + RESOURCE);
      }
      BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
      lines.lines().filter(line -> !line.startsWith("#")).forEach(line -> line(line, words));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new ContextWords(words);
  }

  private static void line(String line, Map<Long, long[]> words) {
    int space = line.indexOf(' ');
    if (space < 0) {
      return;
    }
    int topic = topic(line.substring(0, space));
    for (String word : line.substring(space + 1).split(",", -1)) {
      long[] of = words.computeIfAbsent(hash(word.strip()), any -> new long[2]);
      of[topic >> 6] |= 1L << topic;
    }
  }

  private static int topic(String name) {
    return switch (name) {
      case "!PEOPLE" -> PEOPLE;
      case "!NAME" -> NAME;
      case "!MACHINE" -> MACHINE;
      case "!VERSION" -> VERSION;
      case "!EXAMPLE" -> EXAMPLE;
      case "!ID" -> ID;
      default -> DataClass.valueOf(name).ordinal();
    };
  }

  private static long hash(String words) {
    int space = words.indexOf(' ');
    if (space >= 0) {
      return WordHash.pair(
          hash(words.substring(0, space)), hash(words.substring(space + 1).strip()));
    }
    byte[] bytes = words.getBytes(StandardCharsets.UTF_8);
    long hash = WordHash.begin();
    boolean ascii = true;
    for (byte b : bytes) {
      ascii &= b >= 0;
      hash = WordHash.with(hash, b);
    }
    return ascii ? WordHash.ofAscii(bytes, 0, bytes.length) : hash;
  }
}
