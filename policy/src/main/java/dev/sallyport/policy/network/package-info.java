// SPDX-License-Identifier: Apache-2.0

/**
 * What the network policies of a cluster allow: NetworkPolicy, AdminNetworkPolicy,
 * BaselineAdminNetworkPolicy and ClusterNetworkPolicy, evaluated together. Read {@link
 * dev.sallyport.policy.network.Reachability} first; {@link
 * dev.sallyport.policy.network.ManifestReader} makes its input.
 */
@NullMarked
package dev.sallyport.policy.network;

import org.jspecify.annotations.NullMarked;
