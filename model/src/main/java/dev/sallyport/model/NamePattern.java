// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.model;

import static java.util.Objects.requireNonNull;

/**
 * A name, or many of them by <code>*</code>, which stands for any run of characters.
 *
 * @param text for example <code>checkout</code>, <code>team-*</code>, <code>*.example.com</code>
 */
public record NamePattern(String text) {
  /** Every name. */
  public static final NamePattern ANY = new NamePattern("*");

  public NamePattern {
    requireNonNull(text, "text");
  }

  /** Returns whether the pattern is one plain name. */
  public boolean exact() {
    return text.indexOf('*') < 0;
  }

  /** Returns whether the name is among those meant; takes time linear in it for one star. */
  public boolean matches(String name) {
    int star = text.indexOf('*');
    return star < 0 ? text.equals(name) : matches(name, star);
  }

  private boolean matches(String name, int firstStar) {
    if (!name.startsWith(text.substring(0, firstStar))) {
      return false;
    }
    int from = firstStar;
    int at = firstStar;
    while (true) {
      int next = text.indexOf('*', at + 1);
      if (next < 0) {
        String tail = text.substring(at + 1);
        return name.length() - from >= tail.length() && name.endsWith(tail);
      }
      String part = text.substring(at + 1, next);
      int found = name.indexOf(part, from);
      if (found < 0) {
        return false;
      }
      from = found + part.length();
      at = next;
    }
  }

  @Override
  public String toString() {
    return text;
  }
}
