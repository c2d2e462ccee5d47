// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.data.personal;

import java.util.ArrayList;
import java.util.List;

/**
 * The identifiers that have a fixed shape. Sources are the rules of the authorities that give them
 * out, as published. A number of nine digits or fewer never counts where nothing names it.
 */
final class Kinds {
  static final List<Kind> ALL = all();

  private Kinds() {}

  private static List<Kind> all() {
    List<Kind> kinds = new ArrayList<>();
    AmericanKinds.add(kinds);
    BritishKinds.add(kinds);
    GermanKinds.add(kinds);
    EuropeanKinds.add(kinds);
    AsianKinds.add(kinds);
    DateKinds.add(kinds);
    return List.copyOf(kinds);
  }

  /** Whether the first two signs stand in a list of pairs, each between spaces. */
  static boolean pairIn(String pairs, byte[] v) {
    for (int i = 1; i + 1 < pairs.length(); i++) {
      if (pairs.charAt(i) == v[0] && pairs.charAt(i + 1) == v[1] && pairs.charAt(i - 1) == ' ') {
        return true;
      }
    }
    return false;
  }
}
