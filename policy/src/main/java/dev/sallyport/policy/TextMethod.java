// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.policy;

import dev.sallyport.policy.WhenTests.Relation;
import java.util.Optional;

/** Functions that ask something of a text. */
final class TextMethod {
  private TextMethod() {}

  static Optional<Relation> of(String function) {
    return switch (function) {
      case "startsWith" -> Optional.of(Relation.STARTS_WITH);
      case "endsWith" -> Optional.of(Relation.ENDS_WITH);
      case "contains" -> Optional.of(Relation.CONTAINS);
      default -> Optional.empty();
    };
  }
}
