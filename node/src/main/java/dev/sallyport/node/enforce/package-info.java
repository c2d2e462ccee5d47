// SPDX-License-Identifier: Apache-2.0

/**
 * Acting inline: holds what may not pass yet, asks the policies, and passes, changes, refuses or
 * cuts. What a protocol needs for that is in {@code dev.sallyport.protocol.gate}.
 */
@NullMarked
package dev.sallyport.node.enforce;

import org.jspecify.annotations.NullMarked;
