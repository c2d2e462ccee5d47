// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.attack;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.sallyport.detection.scan.Literals;
import dev.sallyport.model.Content;
import dev.sallyport.model.Message;
import java.util.List;

/** Looks at answers for what they should not tell, and for the pages of web shells. */
final class LeakDetector {
  private final LeakSigns signs = LeakSigns.known();
  private final Literals.Search quick = signs.literals().search();
  private final boolean sparing;

  /**
   * @param sparing whether answers without any sign are told by one pass over their bytes
   */
  LeakDetector(boolean sparing) {
    this.sparing = sparing;
  }

  void examine(Message message, Verdicts to) {
    List<Content> contents = message.contents();
    for (int i = 0; i < contents.size(); i++) {
      Content content = contents.get(i);
      int start = content.offset();
      int end = start + content.length();
      if (content.form() == Content.Form.BINARY
          || sparing && !quick.occursIn(content.bytes(), start, end)) {
        continue;
      }
      to.at(content.place(), 0.5);
      signs.examine(new String(content.bytes(), start, end - start, ISO_8859_1), to);
    }
  }
}
