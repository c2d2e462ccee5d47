// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.blueprint.graph;

/** What became of a summary that was offered to a {@link LiveBlueprint}. */
public enum Acceptance {
  /** It was counted. */
  ADDED,
  /** It had been counted before; nothing changed. */
  DUPLICATE,
  /**
   * A part of its window was counted before under another name, so it cannot be counted without
   * counting twice. An honest node never does that. Its exchanges are reported as lost.
   */
  OVERLAPPING,
  /** It is older than what is remembered of that node, so it cannot be told from a duplicate. */
  TOO_OLD
}
