// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.api;

import java.time.Instant;
import java.util.List;

/**
 * Who changed what, and who was refused.
 *
 * @param generatedAt when this was made
 * @param entries latest first
 * @param complete whether the database was asked; without it only what came since control started
 *     is told
 */
public record AuditView(Instant generatedAt, List<AuditEntryView> entries, boolean complete) {
  public AuditView {
    entries = List.copyOf(entries);
  }
}
