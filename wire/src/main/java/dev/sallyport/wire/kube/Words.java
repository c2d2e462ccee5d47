// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.kube;

import dev.sallyport.model.DataClass;
import dev.sallyport.model.DataGroup;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How constants are written in YAML: as Kubernetes writes its own, {@code SqlInjection}; names of
 * data as reports write them, {@code CREDIT_CARD}.
 */
final class Words {
  private Words() {}

  static String of(Enum<?> constant) {
    if (constant instanceof DataClass || constant instanceof DataGroup) {
      return constant.name();
    }
    StringBuilder word = new StringBuilder();
    for (String part : constant.name().split("_")) {
      word.append(part.charAt(0)).append(part.substring(1).toLowerCase(Locale.ROOT));
    }
    return word.toString();
  }

  static List<String> all(Class<?> type) {
    return Arrays.stream(type.getEnumConstants()).map(each -> of((Enum<?>) each)).toList();
  }

  static Object constant(Class<?> type, String word) {
    return Arrays.stream(type.getEnumConstants())
        .filter(each -> of((Enum<?>) each).equals(word))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(word + " is no " + type.getSimpleName()));
  }

  /** Returns which of the words is most likely meant, or empty when none is near. */
  static Optional<String> nearest(String word, List<String> words) {
    String best = "";
    int least = Integer.MAX_VALUE;
    for (String each : words) {
      int distance = distance(word.toLowerCase(Locale.ROOT), each.toLowerCase(Locale.ROOT));
      if (distance < least) {
        least = distance;
        best = each;
      }
    }
    return least <= Math.max(2, word.length() / 3) ? Optional.of(best) : Optional.empty();
  }

  /** Levenshtein's distance; texts are cut, since a hostile name may be long. */
  private static int distance(String from, String to) {
    String a = from.substring(0, Math.min(64, from.length()));
    String b = to.substring(0, Math.min(64, to.length()));
    int[] row = new int[b.length() + 1];
    Arrays.setAll(row, i -> i);
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(change, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }
}
