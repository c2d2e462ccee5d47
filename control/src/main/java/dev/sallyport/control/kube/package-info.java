// SPDX-License-Identifier: Apache-2.0

/**
 * Watches Kubernetes and knows who is who: read {@link dev.sallyport.control.kube.ClusterState}
 * first. Only standard APIs are used, and only {@code get}, {@code list} and {@code watch}.
 */
@NullMarked
package dev.sallyport.control.kube;

import org.jspecify.annotations.NullMarked;
