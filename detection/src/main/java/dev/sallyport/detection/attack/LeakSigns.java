// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.attack;

import dev.sallyport.detection.scan.Literals;
import dev.sallyport.detection.scan.PatternSet;
import dev.sallyport.model.AttackFamily;
import dev.sallyport.model.Severity;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What answers say when something in them went wrong or was left open. Each sign is a piece of
 * text, found through a table of its first four characters; some need a second piece. Immutable.
 */
final class LeakSigns {
  private record Sign(String text, String also, String detector, boolean shell, double score) {}

  private static final int TABLE = 1 << 14;
  private static final LeakSigns KNOWN = new LeakSigns(read());

  private final Literals literals;

  /**
   * For each literal the texts that its signs need besides; of a sign that needs none, an empty.
   */
  private final String[][] besides;

  private final Sign[][] table = new Sign[TABLE][];

  private LeakSigns(List<Sign> signs) {
    literals = new Literals(signs.stream().map(Sign::text).toList(), PatternSet.Engine.BEST);
    besides = literals.texts().stream().map(text -> besides(signs, text)).toArray(String[][]::new);
    for (Sign sign : signs) {
      int slot = slot(sign.text, 0);
      Sign[] now = table[slot] == null ? new Sign[0] : table[slot];
      Sign[] more = java.util.Arrays.copyOf(now, now.length + 1);
      more[now.length] = sign;
      table[slot] = more;
    }
  }

  private static String[] besides(List<Sign> signs, String text) {
    return signs.stream()
        .filter(sign -> Literals.beginning(sign.text).equals(text))
        .map(Sign::also)
        .toArray(String[]::new);
  }

  /** Returns the number of literals. */
  int count() {
    return besides.length;
  }

  /** Returns whether a literal says something in an answer: most do, some only with another. */
  boolean says(int literal, byte[] bytes, int start, int end) {
    for (String also : besides[literal]) {
      if (also.isEmpty() || HarmlessName.holds(bytes, start, end, also)) {
        return true;
      }
    }
    return false;
  }

  /** Returns what tells quickly whether one of the signs may be there. */
  Literals literals() {
    return literals;
  }

  static LeakSigns known() {
    return KNOWN;
  }

  void examine(String answer, Suspicions to) {
    String text = Ascii.lower(answer);
    for (int i = 0; i + 4 <= text.length(); i++) {
      Sign[] signs = table[slot(text, i)];
      if (signs == null) {
        continue;
      }
      for (Sign sign : signs) {
        if (text.startsWith(sign.text, i)
            && stands(text, i)
            && (sign.also.isEmpty() || text.contains(sign.also))) {
          to.add(
              sign.detector,
              sign.shell ? AttackFamily.WEB_SHELL : AttackFamily.RESPONSE_LEAK,
              sign.shell ? Severity.CRITICAL : Severity.MEDIUM,
              sign.score,
              sign.shell ? "the page of a web shell" : "words of an error, a source or a setting");
        }
      }
    }
  }

  /** A sign that starts with a letter must not start inside a word. */
  private static boolean stands(String text, int at) {
    return at == 0 || !Ascii.letter(text.charAt(at)) || !Ascii.letter(text.charAt(at - 1));
  }

  private static int slot(String text, int at) {
    int four =
        text.charAt(at) * 31 * 31 * 31
            + text.charAt(at + 1) * 31 * 31
            + text.charAt(at + 2) * 31
            + text.charAt(at + 3);
    return (four ^ (four >>> 14)) & (TABLE - 1);
  }

  private static List<Sign> read() {
    List<Sign> signs = new ArrayList<>();
    InputStream file = LeakSigns.class.getResourceAsStream("leaks.txt");
    if (file == null) {
      throw new IllegalStateException("leaks.txt is missing from the program");
    }
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(file, StandardCharsets.UTF_8))) {
      String detector = "";
      double score = 0;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("[[")) {
          String[] head = line.substring(2, line.indexOf("]]")).split(" ", 2);
          detector = head[0];
          score = Double.parseDouble(head[1]);
        } else if (!line.startsWith("##") && !line.isBlank()) {
          String[] parts = line.split(" && ", 2);
          signs.add(
              new Sign(
                  parts[0],
                  parts.length > 1 ? parts[1] : "",
                  detector,
                  detector.startsWith("shell"),
                  score));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return List.copyOf(signs);
  }
}
