// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.data.personal;

import dev.sallyport.detection.data.Hits;
import dev.sallyport.detection.data.Piece;
import dev.sallyport.detection.text.Bytes;
import dev.sallyport.model.DataClass;
import java.util.Locale;
import java.util.Set;

/**
 * Addresses of e-mail as people write them: a local part without quotes, a domain of at least two
 * labels whose last one is of letters. User names of URLs and of <code>git@host:path</code>, and
 * names of files such as <code>icon@2x.png</code>, are none.
 */
final class EmailAddresses {
  private static final String RULE = "email-address";
  private static final int LOCAL_MAX = 64;
  private static final int DOMAIN_MAX = 253;

  private static final Set<String> FILES =
      Set.of(
          "png", "jpg", "jpeg", "gif", "svg", "webp", "ico", "css", "js", "mjs", "ts", "tsx", "jsx",
          "json", "html", "htm", "xml", "java", "py", "go", "rs", "tgz", "gz", "zip", "jar", "yaml",
          "yml", "service", "socket", "timer", "local");

  /** Looks around an at sign. */
  void read(Piece piece, int at, Hits out) {
    byte[] bytes = piece.bytes();
    int start = local(bytes, piece.start(), at);
    int end = start == at ? at : domain(bytes, at + 1, piece.end());
    if (end <= at + 1 || start == at || !bounded(bytes, piece, start, end)) {
      return;
    }
    out.add(DataClass.EMAIL_ADDRESS, RULE, start, end, .98);
  }

  private static int local(byte[] bytes, int from, int at) {
    int start = at;
    while (start > from && at - start <= LOCAL_MAX && isLocal(bytes, from, start - 1)) {
      start--;
    }
    while (start < at && (bytes[start] == '.' || bytes[start] == '-' || bytes[start] == '\'')) {
      start++;
    }
    return at - start > LOCAL_MAX || bytes[at - 1] == '.' ? at : start;
  }

  private static boolean isLocal(byte[] bytes, int from, int at) {
    byte b = bytes[at];
    if (b == '\'') {
      return at > from && Bytes.isLetter(bytes[at - 1]) && Bytes.isLetter(bytes[at + 1]);
    }
    return Bytes.isLetterOrDigit(b)
        || b == '.'
        || b == '_'
        || b == '%'
        || b == '+'
        || b == '-'
        || isLatin(bytes, from, at);
  }

  /** Letters of the Latin-1 and Latin-A blocks: two bytes, of which the first is C3 to C5. */
  private static boolean isLatin(byte[] bytes, int from, int at) {
    int b = bytes[at] & 0xFF;
    if (b >= 0xC3 && b <= 0xC5) {
      return true;
    }
    int before = at > from ? bytes[at - 1] & 0xFF : 0;
    return b >= 0x80 && b < 0xC0 && before >= 0xC3 && before <= 0xC5;
  }

  /** Returns the end of the domain, or its start if it is none. */
  private static int domain(byte[] bytes, int start, int to) {
    int i = start;
    int label = start;
    int end = start;
    int labels = 0;
    while (i < to && i - start <= DOMAIN_MAX) {
      label = i;
      while (i < to && (Bytes.isLetterOrDigit(bytes[i]) || bytes[i] == '-')) {
        i++;
      }
      if (i == label || bytes[label] == '-') {
        break;
      }
      labels++;
      int labelEnd = i;
      while (bytes[labelEnd - 1] == '-') {
        labelEnd--;
      }
      if (labels >= 2 && isTop(bytes, label, labelEnd)) {
        end = labelEnd;
      } else if (labels >= 2) {
        end = i < to && bytes[i] == '.' ? end : start;
      }
      if (i >= to || bytes[i] != '.') {
        break;
      }
      i++;
    }
    return end;
  }

  private static boolean isTop(byte[] bytes, int start, int end) {
    if (end - start > 4
        && (bytes[start] | 0x20) == 'x'
        && (bytes[start + 1] | 0x20) == 'n'
        && bytes[start + 2] == '-') {
      return true;
    }
    if (end - start < 2 || end - start > 24) {
      return false;
    }
    for (int i = start; i < end; i++) {
      if (!Bytes.isLetter(bytes[i])) {
        return false;
      }
    }
    return true;
  }

  private static boolean bounded(byte[] bytes, Piece piece, int start, int end) {
    if (start > piece.start()) {
      byte before = bytes[start - 1];
      boolean url =
          before == '/' && start - 2 >= piece.start() && bytes[start - 2] == '/'
              || before == ':' && inUrl(bytes, piece.start(), start - 1);
      if (url || before == '@') {
        return false;
      }
    }
    if (end < piece.end()) {
      byte behind = bytes[end];
      if (behind == '@' || behind == '_' || behind == '(') {
        return false;
      }
      boolean path = behind == ':' && end + 1 < piece.end() && Bytes.isWord(bytes[end + 1]);
      if (path && !isDigits(bytes, end + 1, piece.end())) {
        return false;
      }
    }
    int dot = end - 1;
    while (bytes[dot] != '.') {
      dot--;
    }
    return end - dot > 8
        || !FILES.contains(Bytes.text(bytes, dot + 1, end).toLowerCase(Locale.ROOT));
  }

  /** <code>https://user:secret@host</code>: the part before the sign is no mailbox. */
  private static boolean inUrl(byte[] bytes, int from, int colon) {
    for (int i = colon - 1; i > from && colon - i < 64; i--) {
      if (bytes[i] == '/' && bytes[i - 1] == '/') {
        return true;
      }
      if (Bytes.isSpace(bytes[i])) {
        return false;
      }
    }
    return false;
  }

  private static boolean isDigits(byte[] bytes, int at, int to) {
    return at < to && Bytes.isDigit(bytes[at]);
  }
}
