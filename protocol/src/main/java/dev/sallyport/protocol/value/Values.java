// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.value;

import static java.util.Objects.requireNonNull;

import dev.sallyport.model.Content;
import dev.sallyport.model.Direction;
import dev.sallyport.model.Message;
import dev.sallyport.model.Place;
import dev.sallyport.protocol.ContentListener;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * Hands out what the exchanges of one connection to a data store or broker carry. Values are
 * written as lines of JSON, <code>{"column":"value"}</code>, and handed out as contents of that
 * form whose place says of what kind the names are; so a place found in them is a JSON path of such
 * names.
 *
 * <p>A line is opened with {@link #open}, filled by {@link #value}, ended with {@link #close};
 * whoever decodes calls {@link #flush} before it returns, so nothing is held between two reads: the
 * array that is written to belongs to the thread. What is too long for it goes on in the next line
 * under the same names. Confined to the connection's event loop.
 */
public final class Values {
  /** The name of what has none. */
  public static final String UNNAMED = "?";

  /** The name of an element of a list, which none is written for. */
  public static final String ELEMENT = "";

  /** Stands in a name for a part of it that looks like a value. */
  public static final String ANY = "#";

  private static final int BYTES = 64 << 10;
  private static final int FLUSHED_AT = 16 << 10;

  /** A value goes on in the next line from here on, where a word ends. */
  private static final int PIECE = 16 << 10;

  private static final int WORD_MAX = 512;
  private static final int NAME_MAX = 128;
  private static final int LEVELS_AT_FIRST = 4;
  private static final ValueLines NONE = new ValueLines(0);
  private static final ThreadLocal<ValueLines> LINES =
      ThreadLocal.withInitial(() -> new ValueLines(BYTES));

  private final ContentListener listener;
  private final Place place;
  private final boolean wanted;
  private ValueLines lines = NONE;
  private Direction direction = Direction.FROM_CLIENT;
  private long stream = -1;
  private long enough = -1;
  private boolean cut;
  private boolean first;
  private boolean empty;
  private int lineStart;
  private String[] levels = new String[LEVELS_AT_FIRST];
  private boolean[] lists = new boolean[LEVELS_AT_FIRST];
  private int depth;

  /**
   * Makes that of one connection.
   *
   * @param listener receives the values, where it wants any
   * @param part of what kind the names are
   */
  public Values(ContentListener listener, Place.Part part) {
    this.listener = requireNonNull(listener, "listener");
    this.place = Place.of(part);
    this.wanted = listener.wantsValues();
  }

  /** Returns whether values are looked at on this connection. */
  public boolean wanted() {
    return wanted;
  }

  /** Returns whether more values of that exchange are looked at. */
  public boolean wanted(long of) {
    return wanted && enough != of;
  }

  /** Begins a line of what a side says in an exchange. */
  public void open(long of, Direction from) {
    if (lines != NONE && (stream != of || direction != from)) {
      flush();
    }
    if (lines == NONE) {
      lines = LINES.get();
      lines.clear();
    }
    stream = of;
    direction = from;
    lineStart = lines.size();
    lines.sign('{');
    first = true;
    empty = true;
    depth = 0;
  }

  /** Adds a value under its name; text in any encoding that keeps ASCII. */
  public void value(String name, byte[] text, int from, int to) {
    if (lines.size() > 2 * FLUSHED_AT) {
      turn();
    }
    boolean nested = to > from && (text[from] == '{' || text[from] == '[');
    if (nested && lines.fits(to - from) && JsonBalance.holds(text, from, to)) {
      name(name);
      empty = false;
      lines.raw(text, from, to);
      return;
    }
    int at = from;
    int end = pieceEnd(text, at, to);
    while (end < to && wanted(stream)) {
      string(name, text, at, end);
      turn();
      at = end;
      end = pieceEnd(text, at, to);
    }
    string(name, text, at, end);
  }

  private void string(String name, byte[] text, int from, int to) {
    name(name);
    empty = false;
    lines.string(text, from, to);
  }

  /** Returns where a piece of a long value ends: not inside of a word, unless that is endless. */
  private static int pieceEnd(byte[] text, int from, int to) {
    if (to - from <= PIECE) {
      return to;
    }
    int end = from + PIECE;
    for (int i = end; i > end - WORD_MAX; i--) {
      byte each = text[i - 1];
      if (each == ' ' || each == '\n' || each == ',' || each == '"' || each == ';' || each == '>') {
        return i;
      }
    }
    return end;
  }

  /** Goes on in the next line, inside of what is open. */
  private void turn() {
    int open = depth;
    while (depth > 0) {
      lines.sign(lists[--depth] ? ']' : '}');
    }
    close();
    open(stream, direction);
    while (depth < open) {
      begin(levels[depth], lists[depth]);
    }
  }

  /** Opens an object under a name; {@link #up} ends it. */
  public void down(String name) {
    begin(name, false);
  }

  /** Ends the object that was opened last. */
  public void up() {
    end('}');
  }

  /** Opens a list under a name; {@link #upList} ends it. */
  public void downList(String name) {
    begin(name, true);
  }

  /** Ends the list that was opened last. */
  public void upList() {
    end(']');
  }

  private void begin(String name, boolean list) {
    name(name);
    lines.sign(list ? '[' : '{');
    first = true;
    if (depth == levels.length) {
      levels = Arrays.copyOf(levels, 2 * depth);
      lists = Arrays.copyOf(lists, 2 * depth);
    }
    levels[depth] = name;
    lists[depth++] = list;
  }

  private void end(char sign) {
    lines.sign(sign);
    first = false;
    depth--;
  }

  /** Says that something of the line, or of what belongs to it, is left out. */
  public void cut() {
    cut = true;
  }

  /** Ends a line; one without values is none. */
  public void close() {
    if (empty) {
      lines.cutTo(lineStart);
    } else {
      lines.sign('}');
      lines.sign('\n');
    }
    if (lines.size() >= FLUSHED_AT) {
      flush();
    }
  }

  /** Something of what a side says in an exchange cannot be looked at at all. */
  public void unseen(long of, Direction from, Message.Problem why) {
    if (wanted(of)) {
      flush();
      hand(of, new Message(from, "", "", 0, List.of(), List.of(), Set.of(why)));
    }
  }

  /** Something that a side says in an exchange carries no text, or in a coding not read here. */
  public void binary(long of, Direction from) {
    if (wanted(of)) {
      flush();
      Content content = new Content(place, Content.Form.BINARY, new byte[0], 0, 0, true);
      hand(of, new Message(from, "", "", 0, List.of(), List.of(content)));
    }
  }

  /** Hands out what was written. */
  public void flush() {
    ValueLines written = lines;
    if (written == NONE) {
      return;
    }
    lines = NONE;
    boolean whole = !cut && !written.cut();
    cut = false;
    if (whole && written.size() == 0) {
      return;
    }
    Content content =
        new Content(place, Content.Form.NDJSON, written.bytes(), 0, written.size(), whole);
    Set<Message.Problem> problems = whole ? Set.of() : Set.of(Message.Problem.CUT);
    hand(stream, new Message(direction, "", "", 0, List.of(), List.of(content), problems));
  }

  /** No more of that exchange comes. */
  public void ended(long of) {
    if (wanted) {
      flush();
      listener.valuesEnded(of);
    }
  }

  private void hand(long of, Message message) {
    if (!listener.values(of, message)) {
      enough = of;
    }
  }

  private void name(String name) {
    if (!first) {
      lines.sign(',');
    }
    first = false;
    if (!name.equals(ELEMENT)) {
      lines.string(name.length() > NAME_MAX ? name.substring(0, NAME_MAX) : name);
      lines.sign(':');
    }
  }
}
