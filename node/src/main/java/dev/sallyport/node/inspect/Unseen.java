// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.inspect;

import dev.sallyport.model.Content;
import dev.sallyport.model.Layer;
import dev.sallyport.model.Message;
import dev.sallyport.model.Visibility;
import org.jspecify.annotations.Nullable;

/**
 * Why contents were not looked into, or not whole; the first reason given for an exchange stays.
 */
enum Unseen {
  FAULT("a detector failed on it, which is a mistake of ours"),
  NO_TIME("the node had no time left to look into contents"),
  PENDING("more exchanges waited to be counted than the node keeps results of"),
  BUDGET("not fully inspected: the exchange carried more than the node looks into"),
  SIZE("not fully inspected: contents were larger than what the node looks into"),
  NO_ROOM("too many contents were under way at once"),
  CODING("the coding of the contents is not known or was malformed"),
  EXPANSION("contents grew too much when their coding was taken off"),
  PARTS("contents have more parts, or nest deeper, than the node looks at"),
  MALFORMED("contents were malformed"),
  CHARSET("the character set of the contents is not known"),
  INCOMPLETE("contents ended before they were complete"),
  BINARY("some contents carry no text and are not looked into");

  private final Visibility visibility;

  Unseen(String reason) {
    this.visibility = Visibility.below(Layer.PAYLOAD, reason);
  }

  /** Returns what can then be claimed of an exchange. */
  Visibility visibility() {
    return visibility;
  }

  /** Returns whether something was left out that should have been looked into. */
  boolean cut() {
    return this != BINARY;
  }

  /** Returns the graver of two reasons. */
  static @Nullable Unseen graver(@Nullable Unseen a, @Nullable Unseen b) {
    if (a == null || b == null) {
      return a == null ? b : a;
    }
    return a.compareTo(b) <= 0 ? a : b;
  }

  /** Returns why not all of a message can be read; null when all can. */
  static @Nullable Unseen of(Message message) {
    Unseen why = null;
    for (Message.Problem problem : message.problems()) {
      why = graver(why, of(problem));
    }
    for (Content content : message.contents()) {
      if (content.form() == Content.Form.BINARY) {
        why = graver(why, BINARY);
      }
    }
    return why;
  }

  private static Unseen of(Message.Problem problem) {
    return switch (problem) {
      case CUT -> SIZE;
      case INCOMPLETE -> INCOMPLETE;
      case NO_ROOM -> NO_ROOM;
      case CODING_UNKNOWN, CODING_MALFORMED -> CODING;
      case EXPANSION -> EXPANSION;
      case PARTS, DEPTH -> PARTS;
      case MALFORMED -> MALFORMED;
      case CHARSET -> CHARSET;
    };
  }
}
