// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.attack;

import dev.sallyport.detection.attack.Sample.Role;
import dev.sallyport.model.AttackFamily;
import dev.sallyport.model.Content;
import dev.sallyport.model.Message;
import dev.sallyport.model.Place;
import dev.sallyport.model.Severity;
import java.util.Set;

/**
 * Looks at a multipart body as it was sent: the heads of its parts, in which names of files and
 * fields stand that programs trust, and each part's own body.
 */
final class PartReader {
  private static final Set<String> CHARSETS =
      Set.of("utf-8", "utf8", "iso-8859-1", "iso-8859-15", "windows-1252", "us-ascii", "ascii");
  private static final Set<String> FIELDS =
      Set.of("content-disposition", "content-type", "content-length", "content-id");

  private final AttackInspector inspector;
  private final BodyReader bodies;

  PartReader(AttackInspector inspector, BodyReader bodies) {
    this.inspector = inspector;
    this.bodies = bodies;
  }

  /** Returns whether bytes start with what may be the boundary of a multipart body. */
  static boolean begins(byte[] bytes, int from, int to) {
    return to - from > 4 && bytes[from] == '-' && bytes[from + 1] == '-';
  }

  void read(Message message, byte[] bytes, int from, int to) {
    int lineEnd = lineEnd(bytes, from, to);
    int boundaryEnd = lineEnd > from && bytes[lineEnd - 1] == '\r' ? lineEnd - 1 : lineEnd;
    int boundaryLength = boundaryEnd - from;
    int at = lineEnd + 1;
    while (at < to) {
      int next = find(bytes, from, boundaryLength, at, to);
      part(message, bytes, at, next < 0 ? to : next);
      if (next < 0) {
        suspect("multipart-unclosed", 0.55, "multipart body without a closing boundary");
        return;
      }
      int after = next + boundaryLength;
      if (after + 1 < to && bytes[after] == '-' && bytes[after + 1] == '-') {
        return;
      }
      at = lineEnd(bytes, after, to) + 1;
    }
  }

  private void suspect(String detector, double score, String why) {
    inspector.verdicts().at(Place.of(Place.Part.MULTIPART), 0.5);
    inspector.verdicts().add(detector, AttackFamily.PROTOCOL_ABUSE, Severity.MEDIUM, score, why);
  }

  private void part(Message message, byte[] bytes, int from, int to) {
    int at = from;
    String name = "";
    Content.Form form = Content.Form.PLAIN;
    boolean file = false;
    while (at < to) {
      int end = lineEnd(bytes, at, to);
      String line = BodyReader.text(bytes, at, end).strip();
      at = Math.min(end + 1, to);
      if (line.isEmpty()) {
        break;
      }
      String lower = Ascii.lower(line);
      int colon = line.indexOf(':');
      if (colon <= 0) {
        continue;
      }
      field(lower.substring(0, colon), line);
      if (lower.startsWith("content-disposition")) {
        name = parameter(line, lower, " name=");
        file = lower.contains("filename");
        names(line, lower, name);
      } else if (lower.startsWith("content-type")) {
        form = form(lower);
        charset(lower);
      }
    }
    Place place = new Place(Place.Part.MULTIPART, HeadReader.shown(name));
    if (!file || form != Content.Form.BINARY) {
      int end = to > at && bytes[to - 1] == '\n' ? to - 1 : to;
      end = end > at && bytes[end - 1] == '\r' ? end - 1 : end;
      bodies.content(message, new Content(place, form, bytes, at, Math.max(0, end - at), true));
    }
  }

  private void field(String name, String line) {
    if (!FIELDS.contains(name.strip())) {
      boolean token = name.chars().allMatch(c -> Ascii.word((char) c) || c == '-');
      suspect(
          "multipart-part-field",
          token ? 0.55 : 0.7,
          "a part has a head field that forms do not use");
    } else if (name.length() != name.strip().length() || line.indexOf(0) >= 0) {
      suspect("multipart-part-field", 0.6, "a part's head field is written oddly");
    }
  }

  private void names(String line, String lower, String name) {
    String file = parameter(line, lower, "filename=");
    if (odd(Codings.entities(file)) || odd(Codings.entities(name))) {
      suspect("multipart-name", 0.6, "a name of a part holds quotes, separators or backslashes");
    }
    Place place = new Place(Place.Part.MULTIPART, "filename");
    if (!file.isEmpty()) {
      inspector.argument(place, file, Channel.ARGUMENT, Role.FILE_NAME);
    }
    inspector.argument(place, name, Channel.ARGUMENT, Role.NAME);
    if (Ascii.lower(name).equals("_charset_")) {
      suspect("multipart-charset", 0.6, "a part sets the character set of all others");
    }
  }

  private static boolean odd(String name) {
    int amp = name.indexOf('&');
    for (int i = 0; i < name.length(); i++) {
      if ("'\";=\\".indexOf(name.charAt(i)) >= 0) {
        boolean entity = name.charAt(i) == ';' && amp >= 0 && amp < i && i - amp < 10;
        if (!entity) {
          return true;
        }
      }
    }
    return false;
  }

  private void charset(String lower) {
    int at = lower.indexOf("charset=");
    if (at >= 0) {
      int end = at + 8;
      while (end < lower.length() && ";, \t".indexOf(lower.charAt(end)) < 0) {
        end++;
      }
      if (!CHARSETS.contains(lower.substring(at + 8, end).replace("\"", ""))) {
        suspect("multipart-charset", 0.7, "a part is written in a character set that hides text");
      }
    }
  }

  private static Content.Form form(String lower) {
    return lower.contains("json")
        ? Content.Form.JSON
        : lower.contains("xml") || lower.contains("html")
            ? Content.Form.XML
            : lower.contains("image/") || lower.contains("octet-stream")
                ? Content.Form.BINARY
                : Content.Form.PLAIN;
  }

  /** Returns a parameter of a head field; quotes are off, escapes are not. */
  static String parameter(String line, String lower, String name) {
    int at = lower.indexOf(name);
    if (at < 0) {
      return "";
    }
    int start = at + name.length();
    if (start < line.length() && line.charAt(start) == '"') {
      int end = start + 1;
      while (end < line.length()
          && (line.charAt(end) != '"'
              || (line.charAt(end - 1) == '\\' && end + 1 < line.length()))) {
        end++;
      }
      return line.substring(start + 1, end);
    }
    int end = line.indexOf(';', start);
    return line.substring(start, end < 0 ? line.length() : end);
  }

  private static int lineEnd(byte[] bytes, int from, int to) {
    int i = from;
    while (i < to && bytes[i] != '\n') {
      i++;
    }
    return i;
  }

  private static int find(byte[] bytes, int pattern, int length, int from, int to) {
    for (int at = from; at + length <= to; at = lineEnd(bytes, at, to) + 1) {
      int same = 0;
      while (same < length && bytes[at + same] == bytes[pattern + same]) {
        same++;
      }
      if (same == length) {
        return at;
      }
    }
    return -1;
  }
}
