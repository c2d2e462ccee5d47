// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.redaction;

import static java.util.Objects.requireNonNull;

import dev.sallyport.model.DataClass;
import dev.sallyport.protocol.gate.UneditableException;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What is to be done with the bodies of one direction of an exchange, and what was done so far. Not
 * thread-safe; its editors share it.
 */
public final class Redacting {
  private final ContentFinder finder;
  private final Replacement replacement;
  private final RedactionLimits limits;
  private final boolean failsClosed;
  private final Map<DataClass, Integer> replaced = new EnumMap<>(DataClass.class);
  private Consumer<DataClass> value = dataClass -> {};
  private Runnable miss = () -> {};
  private int unlooked;

  /**
   * Makes one.
   *
   * @param finder knows what must not pass
   * @param replacement by what it is replaced
   * @param limits bounds
   * @param failsClosed whether nothing may pass that could not be looked at; else it passes and is
   *     counted
   */
  public Redacting(
      ContentFinder finder, Replacement replacement, RedactionLimits limits, boolean failsClosed) {
    this.finder = requireNonNull(finder, "finder");
    this.replacement = requireNonNull(replacement, "replacement");
    this.limits = requireNonNull(limits, "limits");
    this.failsClosed = failsClosed;
  }

  /**
   * Tells somebody else as well of what is counted; to be called once, before anything is.
   *
   * @param values of each value that is replaced
   * @param missed of each stretch that could not be looked at
   */
  public Redacting counting(Consumer<DataClass> values, Runnable missed) {
    value = requireNonNull(values, "values");
    miss = requireNonNull(missed, "missed");
    return this;
  }

  /** Returns how many values were replaced, by class. */
  public Map<DataClass, Integer> replaced() {
    return Map.copyOf(replaced);
  }

  /** Returns how many stretches passed without having been looked at whole. */
  public int unlooked() {
    return unlooked;
  }

  /**
   * Something passes that could not be looked at.
   *
   * @throws UneditableException when it must not
   */
  public void missed() {
    countUnlooked();
    if (failed()) {
      throw new UneditableException("a message cannot be redacted");
    }
  }

  /** Returns whether something came that could not be looked at and must not pass. */
  public boolean failed() {
    return failsClosed && unlooked > 0;
  }

  ContentFinder finder() {
    return finder;
  }

  Replacement replacement() {
    return replacement;
  }

  RedactionLimits limits() {
    return limits;
  }

  void count(DataClass dataClass) {
    replaced.merge(dataClass, 1, Integer::sum);
    value.accept(dataClass);
  }

  void countUnlooked() {
    unlooked++;
    miss.run();
  }
}
