// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.attack;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.sallyport.detection.scan.Literals;
import dev.sallyport.model.Content;
import dev.sallyport.model.Message;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;

/** Looks at answers for what they should not tell, and for the pages of web shells. */
final class LeakDetector {
  private static final byte[] NONE = {};
  private static final String[] PROGRAMS = {
    "text/javascript",
    "application/javascript",
    "application/x-javascript",
    "application/ecmascript",
    "text/css"
  };

  private final LeakSigns signs = LeakSigns.known();
  private final Literals.Search quick = signs.literals().search();
  private final IntPredicate counts = this::counts;
  private final boolean sparing;

  /** Literals of the answer that say nothing in it, one bit each. */
  private final long[] silent = new long[LeakSigns.known().count() / 64 + 1];

  private byte[] bytes = NONE;
  private int start;
  private int end;

  /**
   * @param sparing whether answers without any sign are told by one pass over their bytes
   */
  LeakDetector(boolean sparing) {
    this.sparing = sparing;
  }

  void examine(Message message, Verdicts to) {
    if (isProgramOfThePage(message)) {
      return;
    }
    List<Content> contents = message.contents();
    for (int i = 0; i < contents.size(); i++) {
      Content content = contents.get(i);
      bytes = content.bytes();
      start = content.offset();
      end = start + content.length();
      Arrays.fill(silent, 0);
      if (content.form() != Content.Form.BINARY
          && !(sparing && !quick.occursIn(bytes, start, end, counts))) {
        to.at(content.place(), 0.5);
        signs.examine(new String(bytes, start, end - start, ISO_8859_1), to);
      }
      bytes = NONE;
    }
  }

  /** Scripts and styles hold names of classes and errors as text, and are meant to be read. */
  private static boolean isProgramOfThePage(Message answer) {
    List<Message.Field> fields = answer.fields();
    for (int i = 0; i < fields.size(); i++) {
      Message.Field each = fields.get(i);
      if (each.name().equalsIgnoreCase("content-type")) {
        return isProgram(each.value());
      }
    }
    return false;
  }

  private static boolean isProgram(String type) {
    for (String each : PROGRAMS) {
      if (type.regionMatches(true, 0, each, 0, each.length())) {
        return true;
      }
    }
    return false;
  }

  /** Asks once for each literal. */
  private boolean counts(int literal) {
    if ((silent[literal >>> 6] >>> literal & 1) != 0) {
      return false;
    }
    boolean says = signs.says(literal, bytes, start, end);
    silent[literal >>> 6] |= says ? 0 : 1L << literal;
    return says;
  }
}
