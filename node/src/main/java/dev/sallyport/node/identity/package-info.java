// SPDX-License-Identifier: Apache-2.0

/**
 * Who is at each end of a connection, and how that was proven. Read {@link
 * dev.sallyport.node.identity.ConnectionIdentity} first.
 *
 * <p>Time is a monotonic count of nanoseconds, the same that capture stamps on connections; no wall
 * clock takes part in any join, so a clock that jumps cannot move an interval.
 */
@NullMarked
package dev.sallyport.node.identity;

import org.jspecify.annotations.NullMarked;
