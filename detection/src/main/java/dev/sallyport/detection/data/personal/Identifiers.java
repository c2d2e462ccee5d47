// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.data.personal;

import dev.sallyport.detection.data.Hits;
import dev.sallyport.detection.data.Piece;
import dev.sallyport.detection.text.Bytes;
import java.util.ArrayList;
import java.util.List;

/**
 * Looks for the identifiers of {@link Kinds}. The first word of a shape, by its length and whether
 * it begins with a digit, leads to the few kinds worth a try. Not safe for use by several threads.
 */
final class Identifiers {
  private static final int WORD_MAX = 20;

  /** A kind and one of its templates. */
  private record Entry(Kind kind, Template template) {}

  private static final Entry[][] INDEX = index();

  private final byte[] compact = new byte[32];
  private final Context context;

  Identifiers(Context context) {
    this.context = context;
  }

  private static Entry[][] index() {
    List<List<Entry>> index = new ArrayList<>();
    for (int i = 0; i < 2 * (WORD_MAX + 1); i++) {
      index.add(new ArrayList<>());
    }
    for (Kind kind : Kinds.ALL) {
      for (Template template : kind.templates()) {
        char first = template.shape().charAt(0);
        if (template.startsWithDigit() || first == 'x') {
          index.get(2 * template.firstWord() + 1).add(new Entry(kind, template));
        }
        if (!template.startsWithDigit()) {
          index.get(2 * template.firstWord()).add(new Entry(kind, template));
        }
      }
    }
    return index.stream().map(each -> each.toArray(Entry[]::new)).toArray(Entry[][]::new);
  }

  /** Looks at an index where a word of a length begins. */
  void read(Piece piece, int start, int wordLength, Hits out) {
    if (wordLength > WORD_MAX) {
      return;
    }
    byte[] bytes = piece.bytes();
    Entry[] entries = INDEX[2 * wordLength + (Bytes.isDigit(bytes[start]) ? 1 : 0)];
    boolean read = false;
    int readEnd = -1;
    for (Entry entry : entries) {
      int end = entry.template.match(bytes, start, piece.end(), compact);
      if (end < 0
          || !Template.bounded(
              bytes, piece.start(), piece.end(), start, end, entry.template.spaced())) {
        continue;
      }
      Kind kind = entry.kind;
      if (!kind.check().holds(compact, length())) {
        continue;
      }
      if (!read || readEnd != end) {
        context.read(piece, start, end);
        read = true;
        readEnd = end;
      }
      double confidence = kind.confidence(context);
      if (confidence > 0) {
        out.add(kind.dataClass(), kind.rule(), start, end, confidence);
      }
    }
  }

  private int length() {
    int length = 0;
    while (compact[length] != 0) {
      length++;
    }
    return length;
  }
}
