// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.content;

import dev.sallyport.model.Content.Form;
import dev.sallyport.model.Message.Problem;
import dev.sallyport.model.Place;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Joins the texts that events carry in pieces, each answer, tool call and block by itself, so that
 * what is split over events stands together again. Also keeps the events themselves.
 */
final class JoinedTexts {
  private static final int HITS_MAX = 64;
  private static final int OBJECTS_MAX = 128;
  private static final byte[] DONE = {'[', 'D', 'O', 'N', 'E', ']'};
  private static final byte[] ARGUMENTS = "arguments".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] TYPE = {'t', 'y', 'p', 'e'};
  private static final byte[][] NUMBERS = {
    {'i', 'n', 'd', 'e', 'x'},
    "output_index".getBytes(StandardCharsets.US_ASCII),
    "content_index".getBytes(StandardCharsets.US_ASCII),
    "summary_index".getBytes(StandardCharsets.US_ASCII),
    "contentBlockIndex".getBytes(StandardCharsets.US_ASCII),
  };
  private static final Place EVENTS = new Place(Place.Part.STREAM, "events");
  private static final Place DATA = new Place(Place.Part.STREAM, "data");

  private final Allowance allowance;
  private final ContentLimits limits;
  private final Gathered events;
  private final List<Joined> joined = new ArrayList<>(2);
  private boolean tooMany;
  private boolean tooDeep;
  private long textBytes;

  /** One text that grows. */
  private static final class Joined {
    final long key;
    final Place place;
    final Form form;
    final Gathered text;
    final JsonText json;

    Joined(long key, Place place, Form form, Gathered text) {
      this.key = key;
      this.place = place;
      this.form = form;
      this.text = text;
      this.json = new JsonText(text);
    }
  }

  /** What one event has at the known paths, until all of it was read. */
  private static final class Scratch {
    final @Nullable TextPath[] hitPath = new TextPath[HITS_MAX];
    final int[] hitStart = new int[HITS_MAX];
    final int[] hitEnd = new int[HITS_MAX];
    final boolean[] hitEscaped = new boolean[HITS_MAX];
    final int[] hitObject = new int[HITS_MAX];
    final int[] parent = new int[OBJECTS_MAX];
    final long[] numbers = new long[OBJECTS_MAX];
    final int[] open = new int[65];
    final @Nullable TextPath[] path = new TextPath[65];
    int hits;
    int objects;
    long type;
    boolean arguments;
  }

  private static final ThreadLocal<Scratch> SCRATCH = ThreadLocal.withInitial(Scratch::new);

  JoinedTexts(Allowance allowance, ContentLimits limits) {
    this.allowance = allowance;
    this.limits = limits;
    this.events = new Gathered(allowance, limits.messageBytes());
  }

  /** Returns whether nothing more is gathered. */
  boolean full() {
    return textBytes >= limits.messageBytes() && events.cut();
  }

  /** Takes one event. */
  void event(byte[] octets, int from, int to) {
    if (to - from == DONE.length && Arrays.equals(octets, from, to, DONE, 0, DONE.length)) {
      return;
    }
    int start = from;
    while (start < to && (octets[start] == ' ' || octets[start] == '\t')) {
      start++;
    }
    if (start == to) {
      return;
    }
    if (octets[start] != '{' && octets[start] != '[') {
      Joined data = joined(0, DATA, Form.PLAIN);
      if (data != null) {
        data.text.add(octets, from, to - from);
        textBytes += to - from;
      }
      return;
    }
    keep(octets, from, to);
    Scratch scratch = SCRATCH.get();
    if (walk(scratch, new JsonTokens(octets, from, to), octets)) {
      for (int i = 0; i < scratch.hits; i++) {
        join(scratch, i, octets);
      }
    }
  }

  /** Keeps whole events only, so that each can be read by itself. */
  private void keep(byte[] octets, int from, int to) {
    if (events.cut() || events.size() + to - from + 1 > limits.messageBytes()) {
      events.leaveOut();
      return;
    }
    events.add(octets, from, to - from);
    events.add('\n');
  }

  /** Finds the pieces of text; false when the event is no JSON. */
  private boolean walk(Scratch scratch, JsonTokens tokens, byte[] octets) {
    scratch.hits = 0;
    scratch.objects = 0;
    scratch.type = 0;
    scratch.arguments = false;
    scratch.open[0] = -1;
    scratch.path[0] = TextPath.ROOT;
    TextPath next = TextPath.ROOT;
    while (true) {
      switch (tokens.next()) {
        case OBJECT -> {
          int depth = tokens.depth();
          scratch.path[depth] = next;
          scratch.open[depth] = object(scratch, scratch.open[depth - 1]);
        }
        case ARRAY -> {
          scratch.path[tokens.depth()] = next;
          scratch.open[tokens.depth()] = scratch.open[tokens.depth() - 1];
        }
        case OBJECT_END, ARRAY_END -> next = scratch.path[tokens.depth()];
        case KEY -> {
          TextPath at = scratch.path[tokens.depth()];
          if (!number(scratch, tokens, octets)) {
            next = at == null ? null : at.child(tokens);
          } else {
            next = null;
          }
        }
        case STRING -> hit(scratch, tokens, next);
        case OTHER -> {}
        case END -> {
          return true;
        }
        case BROKEN -> {
          tooDeep |= tokens.tooDeep();
          return true;
        }
      }
    }
  }

  private int object(Scratch scratch, int parent) {
    if (scratch.objects == OBJECTS_MAX) {
      return parent;
    }
    int object = scratch.objects++;
    scratch.parent[object] = parent;
    scratch.numbers[object] = 0;
    return object;
  }

  /** Reads a value that tells pieces apart; false when the key names none. */
  private boolean number(Scratch scratch, JsonTokens key, byte[] octets) {
    int object = scratch.open[key.depth()];
    if (key.depth() == 1 && key.is(TYPE)) {
      if (key.next() == JsonTokens.Token.STRING) {
        scratch.type = hash(7, octets, key.start(), key.end());
        scratch.arguments = contains(octets, key.start(), key.end(), ARGUMENTS);
      }
      return true;
    }
    for (int i = 0; i < NUMBERS.length; i++) {
      if (key.is(NUMBERS[i])) {
        if (key.next() == JsonTokens.Token.OTHER && object >= 0) {
          scratch.numbers[object] += hash(i + 11L, octets, key.start(), key.end());
        }
        return true;
      }
    }
    return false;
  }

  private static boolean contains(byte[] octets, int from, int to, byte[] part) {
    for (int i = from; i + part.length <= to; i++) {
      if (Arrays.equals(octets, i, i + part.length, part, 0, part.length)) {
        return true;
      }
    }
    return false;
  }

  private void hit(Scratch scratch, JsonTokens token, @Nullable TextPath path) {
    if (path == null || path.place() == null || token.start() == token.end()) {
      return;
    }
    if (scratch.hits == HITS_MAX) {
      tooMany = true;
      return;
    }
    int i = scratch.hits++;
    scratch.hitPath[i] = path;
    scratch.hitStart[i] = token.start();
    scratch.hitEnd[i] = token.end();
    scratch.hitEscaped[i] = token.escaped();
    scratch.hitObject[i] = scratch.open[token.depth()];
  }

  private void join(Scratch scratch, int hit, byte[] octets) {
    TextPath path = scratch.hitPath[hit];
    Place place = path == null ? null : path.place();
    if (path == null || place == null) {
      return;
    }
    long key = place.name().hashCode();
    for (int object = scratch.hitObject[hit]; object >= 0; object = scratch.parent[object]) {
      key = key * 31 + scratch.numbers[object];
    }
    Form form = path.form();
    if (place.name().equals("$.delta")) {
      // Responses: what a piece belongs to is said by the type of its event.
      key = key * 31 + scratch.type;
      form = scratch.arguments ? Form.JSON : form;
    }
    Joined text = joined(key, place, form);
    if (text != null) {
      int before = text.text.size();
      text.json.add(octets, scratch.hitStart[hit], scratch.hitEnd[hit], scratch.hitEscaped[hit]);
      textBytes += text.text.size() - before;
    }
  }

  private @Nullable Joined joined(long key, Place place, Form form) {
    for (int i = 0; i < joined.size(); i++) {
      Joined each = joined.get(i);
      if (each.key == key && each.place.equals(place)) {
        return each;
      }
    }
    if (joined.size() >= limits.parts() - 1) {
      tooMany = true;
      return null;
    }
    Joined text = new Joined(key, place, form, new Gathered(allowance, limits.messageBytes()));
    joined.add(text);
    return text;
  }

  private static long hash(long seed, byte[] octets, int from, int to) {
    long hash = seed;
    for (int i = from; i < to; i++) {
      hash = hash * 1099511628211L + octets[i];
    }
    return hash;
  }

  /** Adds all that was joined, then the events. */
  void pieces(Pieces pieces) {
    for (Joined each : joined) {
      boolean whole = !each.text.cut();
      note(pieces, each.text);
      pieces.add(each.place, each.form, each.text.octets(), 0, each.text.size(), whole);
    }
    if (events.size() > 0) {
      pieces.add(EVENTS, Form.NDJSON, events.octets(), 0, events.size(), !events.cut());
    }
    note(pieces, events);
    if (tooMany) {
      pieces.problem(Problem.PARTS);
    }
    if (tooDeep) {
      pieces.problem(Problem.DEPTH);
    }
  }

  private static void note(Pieces pieces, Gathered gathered) {
    if (gathered.noRoom()) {
      pieces.problem(Problem.NO_ROOM);
    } else if (gathered.cut()) {
      pieces.problem(Problem.CUT);
    }
  }

  void release() {
    events.release();
    for (Joined each : joined) {
      each.text.release();
    }
  }
}
