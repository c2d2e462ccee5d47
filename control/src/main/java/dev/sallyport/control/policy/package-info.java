// SPDX-License-Identifier: Apache-2.0

/**
 * Policies on their way from the cluster to the nodes: read, refused or taken, distributed as part
 * of the rules, and told of in the status of their objects. Read {@link
 * dev.sallyport.control.policy.PolicyBook} first.
 */
@NullMarked
package dev.sallyport.control.policy;

import org.jspecify.annotations.NullMarked;
