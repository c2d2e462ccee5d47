// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.data.personal;

import dev.sallyport.detection.data.Hits;
import dev.sallyport.detection.data.Piece;
import dev.sallyport.detection.text.Bytes;
import java.util.ArrayList;
import java.util.List;

/**
 * Looks for the identifiers of {@link Kinds}. The first word, by its length and where it has
 * digits, leads to the few shapes worth a try. Not safe for use by several threads.
 */
final class Identifiers {
  private static final int WORD_MAX = 20;

  /** Longest value whose key is read first. */
  private static final int KEYED_MAX = 40;

  /** A kind and one of its templates. */
  private record Entry(Kind kind, Template template) {}

  private static final Entry[][] INDEX = index();

  /** What the first word of each entry must be: two masks of its signs, and whether it is all. */
  private static final int[][] FIRSTS = firsts();

  private final byte[] compact = new byte[32];
  private final byte[] word = new byte[WORD_MAX];
  private final Context context;

  Identifiers(Context context) {
    this.context = context;
  }

  private static Entry[][] index() {
    List<List<Entry>> index = new ArrayList<>();
    for (int i = 0; i <= WORD_MAX; i++) {
      index.add(new ArrayList<>());
    }
    for (Kind kind : Kinds.ALL) {
      for (Template template : kind.templates()) {
        index.get(template.first().length()).add(new Entry(kind, template));
      }
    }
    return index.stream().map(each -> each.toArray(Entry[]::new)).toArray(Entry[][]::new);
  }

  private static int[][] firsts() {
    int[][] firsts = new int[INDEX.length][];
    for (int length = 0; length < INDEX.length; length++) {
      firsts[length] = new int[3 * INDEX[length].length];
      for (int i = 0; i < INDEX[length].length; i++) {
        Template.Word first = INDEX[length][i].template.first();
        firsts[length][3 * i] = first.digits();
        firsts[length][3 * i + 1] = first.letters();
        firsts[length][3 * i + 2] = first.whole() ? 1 : 0;
      }
    }
    return firsts;
  }

  /** Looks at an index where a word begins that nothing touches from the left. */
  void read(Piece piece, int start, int wordEnd, Hits out) {
    int length = wordEnd - start;
    if (length > WORD_MAX) {
      return;
    }
    byte[] bytes = piece.bytes();
    boolean alone = Template.clearBehind(bytes, piece.end(), wordEnd, false);
    boolean goesOn = wordEnd + 1 < piece.end() && Bytes.isLetterOrDigit(bytes[wordEnd + 1]);
    if (!alone && !goesOn) {
      return;
    }
    int digits = 0;
    for (int i = 0; i < length; i++) {
      digits |= Bytes.isDigit(bytes[start + i]) ? 1 << i : 0;
    }
    boolean copied = false;
    int[] firsts = FIRSTS[length];
    for (int i = 0; i < firsts.length; i += 3) {
      boolean fits = (digits & firsts[i + 1]) == 0 && (digits & firsts[i]) == firsts[i];
      if (fits && (firsts[i + 2] != 0 ? alone : goesOn)) {
        Entry entry = INDEX[length][i / 3];
        if (entry.template.plain()) {
          if (!copied) {
            copy(bytes, start, length);
            copied = true;
          }
          read(piece, start, wordEnd, word, length, entry.kind, out);
        } else {
          read(piece, start, entry, out);
        }
      }
    }
  }

  /** Takes over a word, its letters in capitals. */
  private void copy(byte[] bytes, int start, int length) {
    for (int i = 0; i < length; i++) {
      byte b = bytes[start + i];
      word[i] = b >= 'a' && b <= 'z' ? (byte) (b - 32) : b;
    }
  }

  private void read(Piece piece, int start, Entry entry, Hits out) {
    byte[] bytes = piece.bytes();
    Template template = entry.template;
    int end = template.match(bytes, start, piece.end(), compact);
    if (end < 0
        || !Template.bounded(bytes, piece.start(), piece.end(), start, end, template.spaced())) {
      return;
    }
    read(piece, start, end, compact, length(), entry.kind, out);
  }

  private void read(
      Piece piece, int start, int end, byte[] value, int length, Kind kind, Hits out) {
    // What a key says is read once for all kinds; the checks of most are dearer.
    boolean keyed = piece.keyEnd() > piece.keyStart() && piece.end() - piece.start() <= KEYED_MAX;
    if (keyed && confidence(piece, start, end, kind) == 0 || !kind.check().holds(value, length)) {
      return;
    }
    double confidence = confidence(piece, start, end, kind);
    if (confidence > 0) {
      out.add(kind.dataClass(), kind.rule(), start, end, confidence);
    }
  }

  private double confidence(Piece piece, int start, int end, Kind kind) {
    context.read(piece, start, end);
    return kind.confidence(context);
  }

  private int length() {
    int length = 0;
    while (compact[length] != 0) {
      length++;
    }
    return length;
  }
}
