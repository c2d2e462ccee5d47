// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.api;

/**
 * What the network policies of the cluster say of an edge; that it was exercised its counts say.
 *
 * @param allowed whether they let it be
 * @param because the policy and rule that decides, or that none speaks of it
 */
public record DeclarationView(boolean allowed, String because) {}
