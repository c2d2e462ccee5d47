// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.access;

import static java.util.Objects.requireNonNull;

import java.util.function.BooleanSupplier;

/** A caller who was let in. Later code asks for one where it must not run without. */
public final class Access {
  private final Caller caller;
  private final Scope scope;
  private final BooleanSupplier open;
  private final BooleanSupplier still;

  Access(Caller caller, Scope scope, BooleanSupplier open, BooleanSupplier still) {
    this.caller = requireNonNull(caller, "caller");
    this.scope = requireNonNull(scope, "scope");
    this.open = open;
    this.still = still;
  }

  /** Returns who was let in. */
  public Caller caller() {
    return caller;
  }

  /** Returns what may be shown. */
  public Scope scope() {
    return scope;
  }

  /** Returns at once whether the login has not ended. */
  public boolean open() {
    return open.getAsBoolean();
  }

  /**
   * Returns whether the caller would be let in again now, with the same scope. Blocks: the
   * Kubernetes API may be asked. Where nobody can decide the answer is yes, since it was before.
   */
  public boolean holds() {
    return still.getAsBoolean();
  }
}
