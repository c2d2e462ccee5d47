// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.content;

import static java.util.Objects.requireNonNull;

import dev.sallyport.model.Observation.CallTrait;
import java.util.Set;

/**
 * What a body calls.
 *
 * @param name for example {@code query Cart}, {@code tools/call search}, {@code soap Pay}
 * @param traits what is remarkable about it
 */
record Call(String name, Set<CallTrait> traits) {
  /** Most characters of one name in a call. */
  static final int NAME_CHARS_MAX = 64;

  Call {
    requireNonNull(name, "name");
    traits = Set.copyOf(traits);
  }

  /** Returns whether something may stand in the name of an operation: a word, not a value. */
  static boolean isName(CharSequence name) {
    if (name.isEmpty() || name.length() > NAME_CHARS_MAX) {
      return false;
    }
    int digits = 0;
    for (int i = 0; i < name.length(); i++) {
      char each = name.charAt(i);
      boolean digit = each >= '0' && each <= '9';
      digits += digit ? 1 : 0;
      boolean plain =
          digit
              || (each >= 'a' && each <= 'z')
              || (each >= 'A' && each <= 'Z')
              || (i > 0 && "_-./$:".indexOf(each) >= 0)
              || each == '_'
              || each == '$';
      if (!plain) {
        return false;
      }
    }
    return digits <= 4;
  }
}
