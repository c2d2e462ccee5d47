// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.policy;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A value in an expression: a constant, or something of an exchange. */
interface Term {

  /** Kinds of values. */
  enum Type {
    TEXT("a text"),
    WHOLE("a whole number"),
    DECIMAL("a number"),
    MOMENT("a moment"),
    TEXTS("a list of texts"),
    WHOLES("a list of numbers"),
    LABELS("labels");

    private final String shown;

    Type(String shown) {
      this.shown = shown;
    }

    String shown() {
      return shown;
    }

    boolean number() {
      return this == WHOLE || this == DECIMAL;
    }
  }

  Type type();

  /**
   * Returns the value; null while it is not known.
   *
   * @param path the reading of the path that is asked about
   */
  @Nullable Object value(Known known, String path);

  /** Returns the same with the ends of a connection filled in. */
  default Term bind(Ends ends) {
    return this;
  }

  Needs needs();

  /** Returns whether the value differs between readings of the path. */
  default boolean readsPath() {
    return false;
  }

  /** Adds the ports that it tells from others. */
  default void addPorts(Set<Integer> into) {}

  /** A value that is always the same. */
  record Constant(Type type, Object value) implements Term {
    @Override
    public Object value(Known known, String path) {
      return value;
    }

    @Override
    public Needs needs() {
      return Needs.NOTHING;
    }
  }
}
