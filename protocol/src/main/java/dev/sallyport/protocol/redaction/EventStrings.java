// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.redaction;

import dev.sallyport.protocol.content.JsonTokens;
import dev.sallyport.protocol.content.TextPath;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The texts of one event that is JSON: those that grow from event to event, with a name that tells
 * them apart, and all others by themselves. Also whether the event says that a text has ended.
 */
final class EventStrings {
  private static final int DEPTH_MAX = 65;
  private static final int STRINGS_MAX = 4096;
  private static final byte[][] NUMBERS = {
    ascii("index"),
    ascii("output_index"),
    ascii("content_index"),
    ascii("summary_index"),
    ascii("contentBlockIndex")
  };
  private static final byte[][] ENDS = {
    ascii("finish_reason"), ascii("finishReason"), ascii("stop_reason"), ascii("done_reason")
  };
  private static final byte[] DONE = ascii("done");
  private static final byte[] TYPE = ascii("type");

  /**
   * One text.
   *
   * @param start index of its first byte, behind the quote
   * @param end index behind its last byte
   * @param grows where it grows, null when it stands alone
   * @param object the innermost object that it stands in
   * @param path names of the keys that lead to it
   * @param quoted whether it is a string; else a number
   */
  record Found(
      int start, int end, boolean quoted, @Nullable TextPath grows, int object, String path) {}

  private final byte[] octets;
  private final JsonTokens tokens;
  private final List<Found> found = new ArrayList<>();
  private final List<Integer> parents = new ArrayList<>();
  private final List<StringBuilder> numbers = new ArrayList<>();
  private final int[] open = new int[DEPTH_MAX];
  private final String[] keys = new String[DEPTH_MAX];
  private final @Nullable TextPath[] paths = new TextPath[DEPTH_MAX];
  private String type = "";
  private boolean ends;

  EventStrings(byte[] octets, int from, int to) {
    this.octets = octets;
    this.tokens = new JsonTokens(octets, from, to);
    open[0] = -1;
    keys[0] = "";
    paths[0] = TextPath.ROOT;
    walk();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  List<Found> found() {
    return found;
  }

  /** Returns whether texts that grow have ended with this event. */
  boolean ends() {
    return ends || type.endsWith("_stop") || type.endsWith(".done") || type.endsWith(".completed");
  }

  /** Returns what tells a growing text from others at the same path. */
  String name(Found text) {
    StringBuilder name = new StringBuilder(text.path());
    for (int object = text.object(); object >= 0; object = parents.get(object)) {
      name.append('/').append(numbers.get(object));
    }
    return text.path().equals("$.delta") ? name.append(type).toString() : name.toString();
  }

  private void walk() {
    TextPath next = TextPath.ROOT;
    while (found.size() < STRINGS_MAX) {
      switch (tokens.next()) {
        case OBJECT -> {
          int depth = tokens.depth();
          paths[depth] = next;
          open[depth] = object(open[depth - 1]);
          keys[depth] = "";
        }
        case ARRAY -> {
          paths[tokens.depth()] = next;
          open[tokens.depth()] = open[tokens.depth() - 1];
          keys[tokens.depth()] = "";
        }
        case OBJECT_END, ARRAY_END -> next = paths[tokens.depth()];
        case KEY -> next = key(next);
        case STRING -> text(next, true);
        case OTHER -> text(null, false);
        case END, BROKEN -> {
          return;
        }
      }
    }
  }

  private int object(int parent) {
    parents.add(parent);
    numbers.add(new StringBuilder(4));
    return parents.size() - 1;
  }

  private @Nullable TextPath key(@Nullable TextPath before) {
    int depth = tokens.depth();
    TextPath here = paths[depth];
    keys[depth] =
        new String(octets, tokens.start(), tokens.end() - tokens.start(), StandardCharsets.UTF_8);
    if (depth == 1 && tokens.is(TYPE)) {
      if (tokens.next() == JsonTokens.Token.STRING) {
        type = value();
      }
      return null;
    }
    for (byte[] number : NUMBERS) {
      if (tokens.is(number)) {
        if (tokens.next() == JsonTokens.Token.OTHER) {
          numbers.get(open[depth]).append(value()).append(',');
        }
        return null;
      }
    }
    for (byte[] end : ENDS) {
      if (tokens.is(end)) {
        ends |= tokens.next() == JsonTokens.Token.STRING;
        return null;
      }
    }
    if (tokens.is(DONE)) {
      ends |= tokens.next() == JsonTokens.Token.OTHER && value().equals("true");
      return null;
    }
    return here == null ? null : here.child(tokens);
  }

  private String value() {
    return new String(
        octets, tokens.start(), tokens.end() - tokens.start(), StandardCharsets.ISO_8859_1);
  }

  private void text(@Nullable TextPath at, boolean quoted) {
    TextPath grows = at != null && at.place() != null ? at : null;
    found.add(new Found(tokens.start(), tokens.end(), quoted, grows, open[tokens.depth()], path()));
  }

  private String path() {
    StringBuilder path = new StringBuilder("$");
    for (int depth = 1; depth <= tokens.depth(); depth++) {
      path.append(keys[depth].isEmpty() ? "[*]" : "." + keys[depth]);
    }
    return path.toString();
  }
}
