// SPDX-License-Identifier: Apache-2.0

/**
 * Which of several control programs leads: {@link dev.sallyport.control.leader.Leadership}. The one
 * that leads takes what nodes send, stores it, and writes to the cluster; the others follow and
 * pass on what they are asked.
 */
@NullMarked
package dev.sallyport.control.leader;

import org.jspecify.annotations.NullMarked;
