// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.identity;

import static java.util.Objects.requireNonNull;

import dev.sallyport.model.Attribution;

/**
 * Who is at both ends of a connection, and what this side does about it. It is final.
 *
 * @param source who opened it
 * @param target who it was opened to
 * @param role what this side does
 * @param agreement how far name and DNS agree about the target
 */
public record Identification(
    Attribution source, Attribution target, Role role, NameAgreement agreement) {

  /** Reason in the visibility of a connection whose other side was expected to inspect it. */
  public static final String NOT_INSPECTED = "the other side did not inspect";

  /** How far the name of an outside target and the DNS answers given to the pod agree. */
  public enum NameAgreement {
    /** The target was not named by evidence. */
    NOT_NAMED,
    /** TLS or HTTP gave a name, and DNS gave this address for it. */
    AGREES,
    /** TLS or HTTP gave a name, and DNS gave this address for other names only. */
    DIFFERS,
    /** TLS or HTTP gave a name, and the pod got no DNS answer with this address. */
    NO_DNS,
    /** Only DNS gave a name. */
    DNS_ONLY
  }

  public Identification {
    requireNonNull(source, "source");
    requireNonNull(target, "target");
    requireNonNull(role, "role");
    requireNonNull(agreement, "agreement");
  }
}
