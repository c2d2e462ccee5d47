// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.data.personal;

import dev.sallyport.detection.data.Hits;
import dev.sallyport.detection.data.Piece;
import dev.sallyport.detection.text.Bytes;
import dev.sallyport.detection.text.Outline;
import dev.sallyport.model.DataClass;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Source code in text, by the structure of its lines: how they end, how they begin, calls and
 * assignments. A run of lines counts when it is long and nearly all of its lines are code.
 */
final class SourceCode {
  private static final int LENGTH_MIN = 120;
  private static final int LINES_MIN = 6;

  /** Lines of something else that a run may hold between two of code. */
  private static final int GAP_MAX = 1;

  private static final byte[] DATA = "data: {".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] EVENT = "event: ".getBytes(StandardCharsets.US_ASCII);

  private static final byte[][] BEGINNINGS =
      Stream.of(
              "import ",
              "from ",
              "package ",
              "public ",
              "private ",
              "protected ",
              "class ",
              "def ",
              "func ",
              "fn ",
              "function ",
              "const ",
              "let ",
              "var ",
              "return ",
              "return;",
              "if (",
              "if ",
              "for (",
              "for ",
              "while ",
              "#include",
              "using ",
              "namespace ",
              "static ",
              "final ",
              "async ",
              "await ",
              "try",
              "except",
              "catch",
              "switch ",
              "case ",
              "else",
              "elif ",
              "with ",
              "print(",
              "@",
              "//",
              "/*",
              "struct ",
              "enum ",
              "interface ",
              "export ",
              "self.",
              "this.",
              "raise ",
              "throw ")
          .map(each -> each.getBytes(StandardCharsets.US_ASCII))
          .toArray(byte[][]::new);

  /** The beginnings by their first sign. */
  private static final byte[][][] BY_FIRST = new byte[128][0][];

  static {
    for (byte[] each : BEGINNINGS) {
      byte[][] now = BY_FIRST[each[0]];
      byte[][] more = Arrays.copyOf(now, now.length + 1);
      more[now.length] = each;
      BY_FIRST[each[0]] = more;
    }
  }

  /** Looks through a text. */
  void read(Piece piece, Hits out) {
    byte[] bytes = piece.bytes();
    int to = piece.end();
    if (to - piece.start() < LENGTH_MIN) {
      return;
    }
    Outline outline = piece.outline();
    if (outline != null && outline.count(Outline.LINE, piece.start(), to) < LINES_MIN - 1) {
      return;
    }
    int runStart = -1;
    int runEnd = -1;
    int lines = 0;
    int gap = 0;
    int at = piece.start();
    while (at < to) {
      int end = lineEnd(bytes, at, to, outline);
      int first = at;
      while (first < end && Bytes.isSpace(bytes[first])) {
        first++;
      }
      int last = end;
      while (last > first && Bytes.isSpace(bytes[last - 1])) {
        last--;
      }
      if (last > first) {
        if (isCode(bytes, first, last, outline)) {
          runStart = runStart < 0 ? at : runStart;
          runEnd = last;
          lines++;
          gap = 0;
        } else if (runStart >= 0 && ++gap > GAP_MAX) {
          report(runStart, runEnd, lines, out);
          runStart = -1;
          lines = 0;
          gap = 0;
        }
      }
      at = end + 1;
    }
    report(runStart, runEnd, lines, out);
  }

  private static void report(int start, int end, int lines, Hits out) {
    if (start >= 0 && lines >= LINES_MIN) {
      out.add(DataClass.SOURCE_CODE, "source-code", start, end, Math.min(.9, .5 + lines * .03));
    }
  }

  private static int lineEnd(byte[] bytes, int at, int to, @Nullable Outline outline) {
    if (outline != null) {
      return outline.next(Outline.LINE, at, to);
    }
    int end = at;
    while (end < to && bytes[end] != '\n') {
      end++;
    }
    return end;
  }

  private static boolean isCode(byte[] bytes, int start, int end, @Nullable Outline outline) {
    if (isOfStream(bytes, start, end)) {
      return false;
    }
    byte last = bytes[end - 1];
    byte first = bytes[start];
    boolean list = first == '-' || first == '*' || first == '|' || first == '[' || first == '>';
    boolean call = last == ')' && end - start > 3 && !list;
    boolean closes = last == ';' || last == '{' || last == '}' || call;
    if (closes && !(end - start > 2 && isProse(bytes, start, end, outline))) {
      return true;
    }
    return begins(bytes, start, end) && !isProse(bytes, start, end, outline)
        || isAssignment(bytes, start, end);
  }

  /** A line of a stream of events, whose data end as code does when they are JSON. */
  private static boolean isOfStream(byte[] bytes, int start, int end) {
    return startsWith(bytes, start, end, DATA) || startsWith(bytes, start, end, EVENT);
  }

  private static boolean begins(byte[] bytes, int start, int end) {
    if (bytes[start] < 0) {
      return false;
    }
    for (byte[] each : BY_FIRST[bytes[start]]) {
      if (startsWith(bytes, start, end, each)) {
        return true;
      }
    }
    return false;
  }

  /** Many words with nothing but spaces between them. */
  private static boolean isProse(byte[] bytes, int start, int end, @Nullable Outline outline) {
    if (outline != null && outline.count(Outline.SPACE, start, end) < 3) {
      return false;
    }
    int words = 0;
    int signs = 0;
    for (int i = start; i < end; i++) {
      byte b = bytes[i];
      words += b == ' ' ? 1 : 0;
      signs +=
          b == '(' || b == ')' || b == '=' || b == ';' || b == '{' || b == '_' || b == '"' ? 1 : 0;
    }
    return words >= 4 && signs * 4 < words || signs == 0 && words >= 3;
  }

  /** A name, an equals sign with spaces around it, and something. */
  private static boolean isAssignment(byte[] bytes, int start, int end) {
    int i = start;
    while (i < end && (Bytes.isLetterOrDigit(bytes[i]) || bytes[i] == '_' || bytes[i] == '.')) {
      i++;
    }
    return i > start
        && i + 3 < end
        && bytes[i] == ' '
        && bytes[i + 1] == '='
        && bytes[i + 2] == ' ';
  }

  private static boolean startsWith(byte[] bytes, int at, int to, byte[] words) {
    if (to - at < words.length) {
      return false;
    }
    for (int i = 0; i < words.length; i++) {
      if (bytes[at + i] != words[i]) {
        return false;
      }
    }
    return true;
  }
}
