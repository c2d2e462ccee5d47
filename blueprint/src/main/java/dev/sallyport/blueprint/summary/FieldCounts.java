// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.blueprint.summary;

/**
 * How often a field was seen, and with which types. {@link #plus} commutes and associates.
 *
 * @param messages messages that had it, of those whose fields were looked at
 * @param types bits of {@link dev.sallyport.model.ValueType}
 */
public record FieldCounts(long messages, int types) {
  public FieldCounts {
    if (messages < 0) {
      throw new IllegalArgumentException("counts must not be negative");
    }
  }

  /** Returns the counts of both together. */
  public FieldCounts plus(FieldCounts other) {
    return new FieldCounts(Counting.add(messages, other.messages), types | other.types);
  }
}
