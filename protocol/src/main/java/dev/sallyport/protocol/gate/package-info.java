// SPDX-License-Identifier: Apache-2.0

/**
 * What stands between the two sides of a guarded connection, without its sockets: bytes go in,
 * decisions go in, and only bytes that a decision covers come out. Read {@link
 * dev.sallyport.protocol.gate.Gate} first.
 */
@NullMarked
package dev.sallyport.protocol.gate;

import org.jspecify.annotations.NullMarked;
