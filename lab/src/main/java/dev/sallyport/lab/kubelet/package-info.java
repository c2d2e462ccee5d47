// SPDX-License-Identifier: Apache-2.0
/**
 * Runs pods as processes of this machine inside network namespaces. Read {@link
 * dev.sallyport.lab.kubelet.Kubelet} first.
 */
@NullMarked
package dev.sallyport.lab.kubelet;

import org.jspecify.annotations.NullMarked;
