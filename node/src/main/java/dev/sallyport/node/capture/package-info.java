// SPDX-License-Identifier: Apache-2.0

/**
 * Interception without eBPF: listeners in each pod's network namespace, nftables that send the
 * pod's traffic to them, and the relay between both sides. Read {@link
 * dev.sallyport.node.capture.Capture} first; it calls out through {@link
 * dev.sallyport.node.capture.ConnectionObserver} and {@link dev.sallyport.node.capture.Tap}.
 */
@NullMarked
package dev.sallyport.node.capture;

import org.jspecify.annotations.NullMarked;
