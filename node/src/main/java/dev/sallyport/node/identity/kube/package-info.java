// SPDX-License-Identifier: Apache-2.0

/**
 * The pods of this node as the Kubernetes API tells them, by a client that is small enough for a
 * data plane. Read {@link dev.sallyport.node.identity.kube.PodWatch} first.
 */
@NullMarked
package dev.sallyport.node.identity.kube;

import org.jspecify.annotations.NullMarked;
