// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.attack;

import dev.sallyport.model.Content;
import dev.sallyport.model.Message;

/** Looks at answers for what they should not tell, and for the pages of web shells. */
final class LeakDetector {
  private final LeakSigns signs = LeakSigns.known();

  void examine(Message message, Verdicts to) {
    for (Content content : message.contents()) {
      if (content.form() == Content.Form.BINARY) {
        continue;
      }
      to.at(content.place(), 0.5);
      signs.examine(
          BodyReader.text(content.bytes(), content.offset(), content.offset() + content.length()),
          to);
    }
  }
}
