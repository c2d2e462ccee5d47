// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.identity;

import dev.sallyport.model.Workload;
import java.net.InetAddress;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What each source says of one pod. Guarded by the ledger. */
final class PodRecord {
  final String uid;
  @Nullable Workload workload;
  boolean settled;
  String node = "";
  Captured told = Captured.UNKNOWN;
  @Nullable Captured measured;

  @Nullable Set<InetAddress> inSandbox;
  long sandbox;
  boolean sandboxEnded;
  @Nullable Set<InetAddress> byApi;
  @Nullable Set<InetAddress> byInventory;

  /** The addresses for which a claim of this pod is open. */
  Set<InetAddress> claimed = Set.of();

  /** When the last claim ended, for forgetting. */
  long idleSinceNanos;

  PodRecord(String uid) {
    this.uid = uid;
  }

  boolean bySandbox() {
    return inSandbox != null;
  }

  /** Returns the addresses the strongest source gives; a sandbox that ended silences the others. */
  Set<InetAddress> addresses() {
    if (inSandbox != null) {
      return inSandbox;
    }
    if (sandboxEnded) {
      return Set.of();
    }
    if (byApi != null) {
      return byApi;
    }
    return byInventory == null ? Set.of() : byInventory;
  }

  boolean forgotten() {
    return inSandbox == null && byApi == null && byInventory == null && claimed.isEmpty();
  }

  Captured captured() {
    return measured == null ? told : measured;
  }
}
