// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.data;

import static java.util.Objects.requireNonNull;

import dev.sallyport.detection.text.Decoded;
import dev.sallyport.detection.text.Decoders;
import dev.sallyport.detection.text.FormWalk;
import dev.sallyport.detection.text.JsonWalk;
import dev.sallyport.detection.text.JsonWalk.Token;
import dev.sallyport.detection.text.Keys;
import dev.sallyport.detection.text.Outline;
import dev.sallyport.detection.text.Signs;
import dev.sallyport.detection.text.TextLimits;
import dev.sallyport.model.Content;
import dev.sallyport.model.Place;
import dev.sallyport.model.Sighting;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Splits one content into its pieces and has each looked at. */
final class Pieces {
  /** Shortest value worth a look: <code>a@b.co</code> and the like. */
  private static final int VALUE_MIN = 2;

  /** Longest age. */
  private static final int AGE_MAX = 3;

  /** Fewest digits of a position, which has a full stop too. */
  private static final int DEGREES_MIN = 4;

  /** Fewest digits of what is a candidate without a capital. */
  private static final int NUMBER_MIN = 5;

  private static final byte[] NONE = new byte[0];
  private static final byte[] NAME = {'n', 'a', 'm', 'e'};
  private static final byte[] KEY = {'k', 'e', 'y'};
  private static final byte[] VALUE = {'v', 'a', 'l', 'u', 'e'};
  private static final Place NOWHERE = Place.of(Place.Part.TEXT);

  private Place whole = NOWHERE;
  private final int decodings;
  private final SensitiveDataScratch scratch;
  private final Supplier<Place> wholePlace = () -> whole;
  private final Supplier<Place> columnPlace = this::column;
  private final Supplier<Place> fieldPlace;
  private final Supplier<Place> markupPlace;
  private final Supplier<Place> outerJsonPlace;
  private final Supplier<Place> innerJsonPlace;

  /** Goes over the content, be it ours or somebody else's. */
  private JsonWalk outerWalk;

  private @Nullable SensitiveData data;
  private @Nullable Consumer<Sighting> sink;
  private byte[] content = new byte[0];
  private int offset;
  private boolean cut;
  private byte[] nameHolder = NONE;
  private int nameObject;
  private int nameStart;
  private int nameEnd;

  Pieces(TextLimits limits, SensitiveDataScratch scratch) {
    this.decodings = limits.decodings();
    this.scratch = scratch;
    this.fieldPlace = () -> scratch.form.place(fieldPart());
    this.markupPlace = scratch.markup::place;
    this.outerWalk = scratch.walks[0];
    this.outerJsonPlace = () -> outerWalk.place(whole.part());
    this.innerJsonPlace = () -> scratch.walks[1].place(whole.part());
  }

  Supplier<Place> placeOf(Place place) {
    whole = place;
    return wholePlace;
  }

  /** Returns whether all was looked at. */
  boolean read(SensitiveData by, Content from, int length, Consumer<Sighting> to) {
    begin(by, from, to);
    scratch.outline.of(content, offset, offset + length);
    read(from.form(), offset, offset + length);
    scratch.outline.clear();
    return end();
  }

  private void begin(SensitiveData by, Content from, Consumer<Sighting> to) {
    data = by;
    sink = to;
    whole = from.place();
    content = from.bytes();
    offset = from.offset();
    cut = false;
  }

  /** Returns whether all was looked at. */
  boolean end() {
    content = NONE;
    nameHolder = NONE;
    return !cut;
  }

  /** Begins to look at JSON that somebody else walks over, step by step. */
  void beside(SensitiveData by, Content from, JsonWalk walk, Consumer<Sighting> to) {
    begin(by, from, to);
    outerWalk = walk;
  }

  /** Looks at what that walk stands on. */
  void step(JsonWalk walk, Outline outline) {
    step(walk, content, null, outline);
  }

  private void read(Content.Form form, int from, int to) {
    switch (form) {
      case JSON, NDJSON -> json(content, from, to, null);
      case URL_ENCODED -> form(from, to);
      case XML, HTML -> markup(from, to);
      case PLAIN, GRAPHQL, SQL -> plain(form, from, to);
      case BINARY -> {}
    }
  }

  private void plain(Content.Form form, int from, int to) {
    byte[] bytes = content;
    if (form == Content.Form.PLAIN) {
      if (JsonWalk.looksLikeJson(bytes, from, to)) {
        json(bytes, from, to, null);
        return;
      }
      if (FormWalk.looksLikeForm(bytes, from, to)) {
        form(from, to);
        return;
      }
      if (scratch.table.start(bytes, from, to - from)) {
        table(from, to);
        return;
      }
    }
    scratch.piece.of(bytes, from, to, wholePlace);
    scratch.piece.outlinedBy(scratch.outline);
    look();
  }

  private void look() {
    requireNonNull(data).look(scratch, offset, requireNonNull(sink));
  }

  /** Looks at each cell; a table of one line was none. */
  private void table(int from, int to) {
    byte[] bytes = content;
    while (scratch.table.next()) {
      if (scratch.table.end() - scratch.table.start() < VALUE_MIN) {
        continue;
      }
      scratch.piece.of(bytes, scratch.table.start(), scratch.table.end(), columnPlace);
      scratch.piece.named(bytes, scratch.table.nameStart(), scratch.table.nameEnd());
      look();
    }
  }

  private Place column() {
    byte[] bytes = content;
    return new Place(
        Place.Part.COLUMN, Keys.shown(bytes, scratch.table.nameStart(), scratch.table.nameEnd()));
  }

  private void form(int from, int to) {
    byte[] bytes = content;
    FormWalk form = scratch.form;
    Supplier<Place> place = fieldPlace;
    form.start(bytes, from, to - from);
    while (form.next()) {
      if (form.escaped()) {
        Decoded decoded = scratch.decoded[0];
        boolean plusIsSpace = !holdsAt(bytes, form.valueStart(), form.valueEnd());
        Decoders.percent(bytes, form.valueStart(), form.valueEnd(), plusIsSpace, decoded);
        cut |= decoded.cut();
        value(decoded, place, form);
      } else {
        scratch.piece.of(bytes, form.valueStart(), form.valueEnd(), place);
        scratch.piece.outlinedBy(scratch.outline);
        scratch.piece.named(bytes, form.nameStart(), form.nameEnd());
        look();
      }
    }
  }

  /** Who writes an at sign as it is does not encode, and means a plus by a plus. */
  private static boolean holdsAt(byte[] bytes, int start, int end) {
    for (int i = start; i < end; i++) {
      if (bytes[i] == '@') {
        return true;
      }
    }
    return false;
  }

  private Place.Part fieldPart() {
    return whole.part() == Place.Part.QUERY ? Place.Part.QUERY : Place.Part.FORM;
  }

  /** A decoded field, which may be JSON itself. */
  private void value(Decoded decoded, Supplier<Place> place, FormWalk form) {
    if (JsonWalk.looksLikeJson(decoded.bytes(), 0, decoded.length())) {
      scratch.outlines[0].of(decoded.bytes(), 0, decoded.length());
      json(decoded.bytes(), 0, decoded.length(), decoded);
      return;
    }
    scratch.piece.of(decoded.bytes(), 0, decoded.length(), place);
    scratch.piece.named(content, form.nameStart(), form.nameEnd());
    scratch.piece.decodedBy(decoded, null);
    look();
  }

  private void markup(int from, int to) {
    byte[] bytes = content;
    scratch.markup.start(bytes, from, to - from, scratch.outline);
    while (scratch.markup.next()) {
      int start = scratch.markup.start();
      int end = scratch.markup.end();
      if (end - start < VALUE_MIN) {
        continue;
      }
      if (scratch.markup.escaped()) {
        Decoded decoded = scratch.decoded[0];
        Decoders.entities(bytes, start, end, decoded);
        cut |= decoded.cut();
        scratch.piece.of(decoded.bytes(), 0, decoded.length(), markupPlace);
        scratch.piece.decodedBy(decoded, null);
      } else if (scratch.outline.covers(bytes, start, end)
          && !worth(scratch.outline, bytes, start, end)) {
        continue;
      } else {
        scratch.piece.of(bytes, start, end, markupPlace);
        scratch.piece.outlinedBy(scratch.outline);
      }
      if (scratch.markup.nameStart() >= 0) {
        scratch.piece.named(bytes, scratch.markup.nameStart(), scratch.markup.nameEnd());
      }
      look();
    }
  }

  /** Walks JSON; <code>outer</code> is how it was decoded from the content, if it was. */
  private void json(byte[] bytes, int from, int to, @Nullable Decoded outer) {
    JsonWalk walk = scratch.walks[outer == null ? 0 : 1];
    Outline outline = outer == null ? scratch.outline : scratch.outlines[0];
    outerWalk = outer == null ? walk : outerWalk;
    walk.start(bytes, from, to - from, outline);
    while (walk.next()) {
      step(walk, bytes, outer, outline);
    }
  }

  private void step(JsonWalk walk, byte[] bytes, @Nullable Decoded outer, Outline outline) {
    if (walk.token() == Token.WORD || walk.end() - walk.start() < VALUE_MIN) {
      return;
    }
    if (walk.escaped()) {
      if (walk.token() != Token.KEY) {
        escaped(walk, bytes, outer);
      }
    } else if (worth(walk, bytes, outline)) {
      scratch.piece.of(bytes, walk.start(), walk.end(), placeIn(outer));
      scratch.piece.outlinedBy(outline);
      scratch.piece.decodedBy(null, outer);
      describe(walk, bytes);
      requireNonNull(data).look(scratch, walk.signs(), offset, requireNonNull(sink));
    } else {
      remember(walk, bytes, walk.keyStart(), walk.keyEnd());
    }
  }

  private Supplier<Place> placeIn(@Nullable Decoded outer) {
    return outer == null ? outerJsonPlace : innerJsonPlace;
  }

  /** Returns whether a key or value without escapes is worth more than a look at its signs. */
  private boolean worth(JsonWalk walk, byte[] bytes, Outline outline) {
    int start = walk.start();
    int end = walk.end();
    if (!outline.covers(bytes, start, end)) {
      return Signs.worth(walk.signs());
    }
    if (walk.token() == Token.KEY) {
      return outline.any(Outline.KEY_WORTH, start, end);
    }
    return worth(outline, bytes, start, end);
  }

  /** The same for a value that an outline covers. */
  private boolean worth(Outline outline, byte[] bytes, int start, int end) {
    return outline.any(Outline.WORTH, start, end)
        && !fewDigits(outline, start, end)
        && !spared(outline, bytes, start, end);
  }

  private boolean spared(Outline outline, byte[] bytes, int start, int end) {
    boolean spared = true;
    for (int i = 0; spared && i < scratch.readers.size(); i++) {
      spared = scratch.readers.get(i).spares(outline, bytes, start, end);
    }
    return spared;
  }

  /** Returns whether digits are all that is odd, and fewer than any of these have. */
  private static boolean fewDigits(Outline outline, int start, int end) {
    if (end - start > Long.SIZE || end - start <= AGE_MAX) {
      return false;
    }
    long odd = outline.in(Outline.WORTH, start, end) | outline.in(Outline.KEY_WORTH, start, end);
    int digits = Long.bitCount(outline.in(Outline.DIGIT, start, end));
    return digits == Long.bitCount(odd)
        && digits < NUMBER_MIN
        && (digits < DEGREES_MIN || outline.in(Outline.DOT, start, end) == 0);
  }

  private void escaped(JsonWalk walk, byte[] bytes, @Nullable Decoded outer) {
    Decoded free = scratch.decoded[outer == null ? 0 : 1];
    Decoders.json(bytes, walk.start(), walk.end(), free);
    cut |= free.cut();
    Outline outline = scratch.outlines[outer == null ? 0 : 1];
    outline.of(free.bytes(), 0, free.length());
    boolean nested =
        outer == null && decodings > 1 && JsonWalk.looksLikeJson(free.bytes(), 0, free.length());
    if (nested) {
      json(free.bytes(), 0, free.length(), free);
      return;
    }
    scratch.piece.of(free.bytes(), 0, free.length(), placeIn(outer));
    scratch.piece.outlinedBy(outline);
    scratch.piece.decodedBy(free, outer);
    describe(walk, bytes);
    look();
  }

  /** In <code>{"name":"card","value":"4111"}</code> the first value is the name of the second. */
  private void named(JsonWalk walk, byte[] bytes, int keyStart, int keyEnd) {
    boolean value = is(bytes, keyStart, keyEnd, VALUE);
    if (value && nameHolder == bytes && nameObject == walk.opened()) {
      scratch.piece.named(bytes, nameStart, nameEnd);
      return;
    }
    scratch.piece.named(bytes, keyStart, keyEnd);
    remember(walk, bytes, keyStart, keyEnd);
  }

  private void remember(JsonWalk walk, byte[] bytes, int keyStart, int keyEnd) {
    int length = keyEnd - keyStart;
    boolean name =
        length >= KEY.length
            && length <= NAME.length
            && walk.token() == Token.STRING
            && walk.inObject();
    if (name && (is(bytes, keyStart, keyEnd, NAME) || is(bytes, keyStart, keyEnd, KEY))) {
      nameHolder = bytes;
      nameObject = walk.opened();
      nameStart = walk.start();
      nameEnd = walk.end();
    }
  }

  private static boolean is(byte[] bytes, int start, int end, byte[] word) {
    return end - start == word.length && Arrays.equals(bytes, start, end, word, 0, word.length);
  }

  private void describe(JsonWalk walk, byte[] bytes) {
    int keyStart = walk.keyStart();
    if (keyStart >= 0) {
      named(walk, bytes, keyStart, walk.keyEnd());
    }
    scratch.piece.in(walk);
    if (walk.token() == Token.KEY) {
      scratch.piece.asKey();
    }
  }
}
