// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.checkpoint;

import dev.sallyport.protocol.gate.Editor;
import org.jspecify.annotations.Nullable;

/** Bytes of a {@link Lane} that share one fate. */
public final class Stretch {
  private static final byte[] NOTHING = new byte[0];

  enum Fate {
    WAITS,
    PASSES,
    EXCHANGED
  }

  long end;
  boolean grows;
  private Fate fate = Fate.WAITS;
  private byte[] instead = NOTHING;
  private @Nullable Editor editor;
  private final @Nullable Stretch leader;

  Stretch(long end, @Nullable Stretch leader) {
    this.end = end;
    this.leader = leader;
  }

  Fate fate() {
    return leader == null ? fate : leader.fate();
  }

  /** Its bytes pass. */
  void pass() {
    fate = Fate.PASSES;
  }

  /** Its bytes pass as they are edited. */
  void pass(Editor by) {
    fate = Fate.PASSES;
    editor = by;
  }

  @Nullable Editor editor() {
    return editor;
  }

  /** Others pass in its place, or none. */
  void exchange(byte[] others) {
    fate = Fate.EXCHANGED;
    instead = others;
  }

  byte[] takeInstead() {
    byte[] taken = instead;
    instead = NOTHING;
    return taken;
  }
}
