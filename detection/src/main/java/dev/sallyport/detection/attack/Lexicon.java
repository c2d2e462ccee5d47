// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.attack;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.function.ObjIntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The words that interpreters know, each with its kinds. Looked up by hash while a text is read, so
 * that a text without such words costs one pass and no object. Immutable.
 */
final class Lexicon {
  private static final Lexicon WORDS = read();
  private static final int SLOTS = 1 << 13;

  private final @Nullable String[] words = new @Nullable String[SLOTS];
  private final int[] kinds = new int[SLOTS];
  private final Map<String, Integer> all;

  private Lexicon(Map<String, Integer> all) {
    this.all = all;
    all.forEach(this::put);
  }

  /** Returns the lexicon that comes with the program. */
  static Lexicon words() {
    return WORDS;
  }

  /** Returns the kinds of a word in lower case, 0 when it is none of ours. */
  int kinds(String word) {
    return all.getOrDefault(word, 0);
  }

  /** Hands out all words with their kinds. */
  void each(ObjIntConsumer<String> to) {
    all.forEach(to::accept);
  }

  /** Returns the hash after one more character, which must be lower case. */
  static int hash(int hash, char c) {
    return hash * 31 + c;
  }

  /** Returns the kinds of the word at a place in a text, given its hash in lower case. */
  int kinds(CharSequence text, int start, int end, int hash) {
    for (int slot = spread(hash); ; slot = (slot + 1) & (SLOTS - 1)) {
      String word = words[slot];
      if (word == null) {
        return 0;
      }
      if (same(word, text, start, end)) {
        return kinds[slot];
      }
    }
  }

  private static boolean same(String word, CharSequence text, int start, int end) {
    if (word.length() != end - start) {
      return false;
    }
    for (int i = 0; i < word.length(); i++) {
      if (word.charAt(i) != Ascii.lower(text.charAt(start + i))) {
        return false;
      }
    }
    return true;
  }

  private void put(String word, int bits) {
    int hash = 0;
    for (int i = 0; i < word.length(); i++) {
      hash = hash(hash, word.charAt(i));
    }
    int slot = spread(hash);
    while (words[slot] != null) {
      slot = (slot + 1) & (SLOTS - 1);
    }
    words[slot] = word;
    kinds[slot] = bits;
  }

  private static int spread(int hash) {
    return (hash ^ (hash >>> 15)) & (SLOTS - 1);
  }

  private static Lexicon read() {
    Map<String, Integer> all = new HashMap<>();
    InputStream file = Lexicon.class.getResourceAsStream("lexicon.txt");
    if (file == null) {
      throw new IllegalStateException("lexicon.txt is missing from the program");
    }
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(file, StandardCharsets.UTF_8))) {
      int bit = 0;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("[")) {
          bit = Kind.ofSection(line.substring(1, line.indexOf(']'))).bit();
        } else if (!line.startsWith("#")) {
          for (String word : line.split(" ", -1)) {
            if (!word.isEmpty()) {
              all.merge(word, bit, (a, b) -> a | b);
              parts(word, all);
            }
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Lexicon(Map.copyOf(all));
  }

  private static void parts(String word, Map<String, Integer> all) {
    if (word.indexOf('-') > 0) {
      for (String part : word.split("-", -1)) {
        all.merge(part, Kind.PART.bit(), (a, b) -> a | b);
      }
    }
  }
}
