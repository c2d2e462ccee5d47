// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.access;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.sallyport.wire.api.ApiJson;
import dev.sallyport.wire.api.AuditEntryView;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes changes and refusals: each as one line of JSON to the log named {@value #LOG}, and to
 * where they are kept. Safe for any thread; never blocks.
 */
public final class AuditTrail {
  /** Name of the log. */
  public static final String LOG = "dev.sallyport.audit";

  private static final Logger log = LoggerFactory.getLogger(LOG);
  private static final int TEXT_MAX = 300;

  private final Consumer<AuditEntryView> keep;

  /** Returns a trail that also hands each entry to {@code keep}. */
  public AuditTrail(Consumer<AuditEntryView> keep) {
    this.keep = requireNonNull(keep, "keep");
  }

  /** Writes an entry. */
  public void write(AuditEntryView said) {
    String caller = said.caller();
    String namespace = said.namespace();
    AuditEntryView entry =
        new AuditEntryView(
            said.at(),
            caller == null ? null : tidy(caller),
            said.address(),
            said.verb(),
            said.resource(),
            namespace == null ? null : tidy(namespace),
            tidy(said.object()),
            said.verdict(),
            said.status());
    try {
      log.info("{}", ApiJson.mapper().writeValueAsString(entry));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("plain fields can be written", e);
    }
    keep.accept(entry);
  }

  /** What a caller chose gets no control characters into a log, and no page of text. */
  private static String tidy(String text) {
    String plain = text.replaceAll("[^\\x20-\\x7e]", "?");
    return plain.length() > TEXT_MAX ? plain.substring(0, TEXT_MAX) + "..." : plain;
  }
}
