// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.checkpoint;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Locale;
import java.util.Optional;

/**
 * Names by which a server's errors are known again: what is sent in the place of a refused call
 * carries one, and so does the error about it.
 */
public final class Marks {
  private static final String START = "sallyport_refused_";
  private static final int OPEN_MAX = 4096;

  private record Open(long number, byte[] answer) {}

  private final ArrayDeque<Open> open = new ArrayDeque<>(2);
  private long next;

  /** Returns whether no error is expected. */
  public boolean isEmpty() {
    return open.isEmpty();
  }

  /** Returns a new mark; the error that carries it is to be exchanged for {@code answer}. */
  public String mark(byte[] answer) {
    long number = next++;
    if (open.size() == OPEN_MAX) {
      open.remove();
    }
    open.add(new Open(number, answer));
    return START + number + "_";
  }

  /**
   * Returns what an error is to be exchanged for; empty when it carries no mark that is expected.
   */
  public Optional<byte[]> answer(String error) {
    int at = open.isEmpty() ? -1 : error.toLowerCase(Locale.ROOT).indexOf(START);
    if (at < 0) {
      return Optional.empty();
    }
    long number = 0;
    int i = at + START.length();
    while (i < error.length() && error.charAt(i) >= '0' && error.charAt(i) <= '9' && i < at + 36) {
      number = number * 10 + error.charAt(i++) - '0';
    }
    for (Open each : open) {
      if (each.number == number) {
        open.remove(each);
        return Optional.of(each.answer);
      }
    }
    return Optional.empty();
  }

  /** The same for an error of which the bytes are held. */
  public Optional<byte[]> answer(byte[] error, int from, int to) {
    return open.isEmpty() || from >= to
        ? Optional.empty()
        : answer(new String(error, from, to - from, StandardCharsets.ISO_8859_1));
  }
}
