// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.attack;

import dev.sallyport.detection.text.Outline;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Files that requests have no reason to name, found by the first four characters. Immutable. */
final class FileNames {
  /** What kind of file a name is of; the surest first. */
  enum Group {
    SYSTEM,
    HIDDEN,
    PROJECT
  }

  private record Name(String text, Group group) {}

  private static final int KEY = 3;
  private static final int TABLE = 1 << 12;
  private static final int START_BITS = 14;
  private static final VarHandle FOUR =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final FileNames KNOWN = read();

  private final Name[][] byStart = new Name[TABLE][];

  /** One bit for each beginning of a name, so that most beginnings cost one look at it. */
  private final long[] starts = new long[1 << START_BITS - 6];

  private FileNames(List<Name> names) {
    for (Name name : names) {
      byte[] four = (name.text + ' ').getBytes(StandardCharsets.US_ASCII);
      int start = start((int) FOUR.get(four, 0));
      starts[start >>> 6] |= 1L << start;
      int slot = slot(name.text, 0);
      Name[] now = byStart[slot];
      Name[] more = now == null ? new Name[1] : Arrays.copyOf(now, now.length + 1);
      more[more.length - 1] = name;
      byStart[slot] = more;
    }
  }

  static FileNames known() {
    return KNOWN;
  }

  /**
   * Returns the surest group of a name in a text in lower case, null if there is none.
   *
   * @param path whether the text is a path as such
   */
  @Nullable Group named(String text, boolean path) {
    Group surest = null;
    for (int at = 0; at + KEY <= text.length(); at++) {
      if (at > 0 && Ascii.word(text.charAt(at)) && Ascii.word(text.charAt(at - 1))) {
        continue;
      }
      Name[] names = byStart[slot(text, at)];
      if (names == null) {
        continue;
      }
      for (Name name : names) {
        if (text.startsWith(name.text, at)
            && stands(text, at, name, path)
            && (surest == null || name.group.compareTo(surest) < 0)) {
          surest = name.group;
        }
      }
    }
    return surest;
  }

  /** Returns whether one of the names may stand in a text of ASCII in any case. */
  boolean mayName(byte[] bytes, int start, int end, @Nullable Outline outline) {
    if (outline != null) {
      return mayName(bytes, start, end, outline, end - KEY);
    }
    for (int at = start; at + KEY <= end; at++) {
      if (at > start && word(bytes[at]) && word(bytes[at - 1])) {
        continue;
      }
      if (mayStart(bytes, at, end)) {
        return true;
      }
    }
    return false;
  }

  /** The same where an outline tells signs and the beginnings of words. */
  private boolean mayName(byte[] bytes, int start, int end, Outline outline, int last) {
    long joined = 0;
    for (int at = start; at <= last; at += Long.SIZE) {
      long words = outline.at(Outline.WORD, at);
      long inside = words & (words << 1 | joined);
      joined = words >>> Long.SIZE - 1;
      for (long left = ~inside & Outline.mask(last + 1 - at); left != 0; left &= left - 1) {
        if (mayStart(bytes, at + Long.numberOfTrailingZeros(left), end)) {
          return true;
        }
      }
    }
    return false;
  }

  private boolean mayStart(byte[] bytes, int at, int end) {
    if (at + Integer.BYTES <= bytes.length) {
      int start = start((int) FOUR.get(bytes, at));
      if ((starts[start >>> 6] >>> start & 1) == 0) {
        return false;
      }
    }
    Name[] names = byStart[slot(lower(bytes[at]), lower(bytes[at + 1]), lower(bytes[at + 2]))];
    for (int i = 0; names != null && i < names.length; i++) {
      if (starts(names[i].text, bytes, at, end)) {
        return true;
      }
    }
    return false;
  }

  /** Mixes three of four bytes; capitals and small letters are the same. */
  private static int start(int four) {
    return ((four | 0x202020) & 0xFFFFFF) * 0x9E3779B1 >>> Integer.SIZE - START_BITS;
  }

  private static boolean starts(String name, byte[] bytes, int at, int end) {
    if (name.length() > end - at) {
      return false;
    }
    for (int i = KEY; i < name.length(); i++) {
      if (name.charAt(i) != lower(bytes[at + i])) {
        return false;
      }
    }
    return name.charAt(0) == lower(bytes[at]);
  }

  private static boolean word(byte b) {
    return b >= 0 && Ascii.word((char) b);
  }

  private static char lower(byte b) {
    return Ascii.lower((char) (b & 0xff));
  }

  private static int slot(String text, int at) {
    return slot(text.charAt(at), text.charAt(at + 1), text.charAt(at + 2));
  }

  private static int slot(char first, char second, char third) {
    int three = (first * 31 + second) * 31 + third;
    return (three ^ (three >>> 12)) & (TABLE - 1);
  }

  private static boolean stands(String text, int at, Name name, boolean path) {
    int end = at + name.text.length();
    char last = name.text.charAt(name.text.length() - 1);
    boolean ends =
        end >= text.length()
            || !Ascii.letter(text.charAt(end))
            || !Ascii.letter(last)
            || name.group == Group.SYSTEM && name.text.indexOf('/') > 0;
    char before = at == 0 ? '/' : text.charAt(at - 1);
    boolean starts =
        !Ascii.word(before) && (before != '.' || name.group != Group.HIDDEN) && before != '-';
    if (name.group == Group.HIDDEN) {
      starts =
          before == '/'
              || before == '\\'
              || at == 0
              || Ascii.space(before)
              || "=:\"'(;,|&".indexOf(before) >= 0;
    } else if (name.group == Group.PROJECT && !path) {
      starts &=
          at > 0
              || name.text.indexOf('/') > 0
              || name.text.startsWith("id_")
              || name.text.startsWith("wp-c");
    }
    return ends && starts && !host(text, at);
  }

  /** Returns whether a place is inside the name of a host. */
  private static boolean host(String text, int at) {
    int scheme = text.lastIndexOf("://", at);
    return scheme >= 0 && at - scheme < 255 && text.indexOf('/', scheme + 3) >= at;
  }

  private static FileNames read() {
    List<Name> names = new ArrayList<>();
    InputStream file = FileNames.class.getResourceAsStream("files.txt");
    if (file == null) {
      throw new IllegalStateException("files.txt is missing from the program");
    }
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(file, StandardCharsets.UTF_8))) {
      Group group = Group.SYSTEM;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("[")) {
          String name = line.substring(1, line.indexOf(']'));
          group = Group.valueOf(name.toUpperCase(Locale.ROOT));
        } else if (!line.startsWith("#")) {
          for (String name : line.split(" ", -1)) {
            if (name.length() >= KEY) {
              names.add(new Name(name, group));
            }
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new FileNames(names);
  }
}
