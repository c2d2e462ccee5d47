// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.attack;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * The readings of one argument: as it arrived, and what appears when codings that some program
 * behind may take off are taken off, one after the other, up to a number. Confined to one thread.
 */
final class Readings {
  private static final List<UnaryOperator<String>> CODINGS =
      List.of(
          text -> Codings.percent(text, false),
          Codings::entities,
          Codings::escapes,
          Codings::base64);

  private final int most;
  private final List<String> texts = new ArrayList<>();
  private boolean cut;

  Readings(int most) {
    this.most = most;
  }

  /** Returns the readings of a text, the first of which is the text with look-alikes folded. */
  List<String> of(String text) {
    texts.clear();
    cut = false;
    texts.add(Codings.fold(text));
    for (int i = 0; i < texts.size(); i++) {
      expand(texts.get(i));
    }
    return texts;
  }

  /** Returns whether the last argument had more readings than may be looked at. */
  boolean cut() {
    return cut;
  }

  private void expand(String text) {
    for (UnaryOperator<String> coding : CODINGS) {
      String decoded = coding.apply(text);
      if (decoded == text) {
        continue;
      }
      String folded = Codings.fold(decoded);
      if (texts.contains(folded)) {
        continue;
      }
      if (texts.size() >= most) {
        cut = true;
        return;
      }
      texts.add(folded);
    }
  }
}
