// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.inspect;

import dev.sallyport.detection.scan.ScanBudget;
import dev.sallyport.detection.scan.ScanLimits;
import dev.sallyport.model.Content;
import dev.sallyport.model.Message;
import java.util.ArrayList;
import java.util.List;

/**
 * What of one exchange may still be looked into, its two directions and all its messages together.
 * Confined to the event loop of the exchange.
 */
final class ExchangeBudget {
  private final ScanBudget bytes;

  ExchangeBudget(ScanLimits limits) {
    bytes = new ScanBudget(limits);
  }

  /** Returns whether something had to be left out, so that nothing more is looked into. */
  boolean isSpent() {
    return !bytes.fullyInspected();
  }

  /** Returns the message as far as the budget reaches: itself while it reaches for all. */
  Message within(Message message) {
    long before = bytes.skippedBytes();
    List<Content> contents = message.contents();
    List<Content> reached = null;
    for (int i = 0; i < contents.size(); i++) {
      Content content = contents.get(i);
      int granted = bytes.grant(content.form() == Content.Form.BINARY ? 0 : content.length());
      if (reached == null && bytes.skippedBytes() > before) {
        reached = new ArrayList<>(contents.subList(0, i));
      }
      if (reached != null && granted > 0) {
        reached.add(cut(content, granted));
      }
    }
    return reached == null ? message : with(message, reached);
  }

  private static Content cut(Content content, int length) {
    return new Content(
        content.place(),
        content.form(),
        content.bytes(),
        content.offset(),
        length,
        content.whole() && length == content.length());
  }

  private static Message with(Message message, List<Content> contents) {
    return new Message(
        message.direction(),
        message.method(),
        message.target(),
        message.status(),
        message.fields(),
        contents,
        message.problems());
  }
}
