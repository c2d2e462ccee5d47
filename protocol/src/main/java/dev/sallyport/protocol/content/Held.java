// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.content;

import dev.sallyport.model.Message.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Bytes made out of those that were sent, held until the message was handed out. */
final class Held {
  private static final int CODINGS_MAX = 3;

  private final Allowance allowance;
  private final ContentLimits limits;
  private final List<Gathered> all = new ArrayList<>(1);
  private @Nullable EventReader events;

  Held(Allowance allowance, ContentLimits limits) {
    this.allowance = allowance;
    this.limits = limits;
  }

  /** Returns a new place for what one message becomes. */
  Gathered more() {
    Gathered gathered = new Gathered(allowance, limits.expandedBytes());
    all.add(gathered);
    return gathered;
  }

  /**
   * Takes the codings of a body off, the last one first.
   *
   * @param codings value of the field that names them
   * @param sent the body as sent
   * @return what is left, null when nothing can be said about it; problems are with the pieces
   */
  @Nullable Gathered decoded(String codings, Gathered sent, Expander expander, Pieces pieces) {
    String[] names = codings.toLowerCase(Locale.ROOT).split(",", CODINGS_MAX + 1);
    if (names.length > CODINGS_MAX) {
      pieces.problem(Problem.CODING_UNKNOWN);
      return null;
    }
    Gathered at = sent;
    for (int i = names.length - 1; i >= 0; i--) {
      String name = names[i].strip();
      if (name.isEmpty() || name.equals("identity")) {
        continue;
      }
      Gathered next = more();
      Expander.End end =
          expander.expand(name, at.octets(), 0, at.size(), next, limits.expansionRatio());
      if (end != Expander.End.WHOLE) {
        pieces.problem(problem(end, next));
        next.leaveOut();
      }
      if (end == Expander.End.UNKNOWN) {
        return null;
      }
      at = next;
    }
    return at;
  }

  /** Holds what was read of events; there is only one such body in a message. */
  EventReader keep(@Nullable EventReader reader) {
    EventReader kept = reader == null ? new JsonLines(allowance, limits) : reader;
    events = kept;
    return kept;
  }

  /** Returns what to say when something could not be expanded whole. */
  static Problem problem(Expander.End end, Gathered out) {
    return switch (end) {
      case TRUNCATED -> Problem.INCOMPLETE;
      case MALFORMED, WHOLE -> Problem.CODING_MALFORMED;
      case TOO_LARGE -> out.noRoom() ? Problem.NO_ROOM : Problem.EXPANSION;
      case UNKNOWN -> Problem.CODING_UNKNOWN;
    };
  }

  void release() {
    for (Gathered each : all) {
      each.release();
    }
    all.clear();
    if (events != null) {
      events.release();
      events = null;
    }
  }
}
