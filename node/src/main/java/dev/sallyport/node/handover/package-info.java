// SPDX-License-Identifier: Apache-2.0

/**
 * How one node program follows another on the same node without a moment in which nobody captures:
 * {@link dev.sallyport.node.handover.Incumbent} is the one that runs, {@link
 * dev.sallyport.node.handover.Successor} the one that comes. They talk over a unix socket in the
 * node's network namespace, in lines:
 *
 * <pre>
 * successor                             incumbent
 * sallyport-handover 1 NONCE
 *                                       sallyport-handover 1 NONCE PROOF
 * successor PROOF
 *                                       gives ACCOUNT RULES
 * begin                                 (stops changing rules, leaves its ports)
 *                                       frozen PEER_PORT PODS
 * taken POD  (for each)
 * done                                  (is retired: ends what it carries)
 *                                       retired
 * </pre>
 *
 * <p>When the successor ends before {@code done}, the incumbent takes everything back. When the
 * incumbent ends, the successor goes on alone. An incumbent that gives up says {@code failed}, and
 * the successor ends. Whoever speaks another version is as good as not there.
 */
@NullMarked
package dev.sallyport.node.handover;

import org.jspecify.annotations.NullMarked;
