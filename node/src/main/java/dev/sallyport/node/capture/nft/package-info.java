// SPDX-License-Identifier: Apache-2.0

/**
 * Talking to nftables and finding out what it can do here. Read {@link
 * dev.sallyport.node.capture.nft.Nftables} first; the rules themselves are written one package up.
 */
@NullMarked
package dev.sallyport.node.capture.nft;

import org.jspecify.annotations.NullMarked;
