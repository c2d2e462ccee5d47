// SPDX-License-Identifier: Apache-2.0

/**
 * Lets the calls of a connection to a data store or a broker pass one by one, or has them refused
 * in the words of their protocol while the session lives. Read {@link
 * dev.sallyport.protocol.checkpoint.Checkpoint} first.
 */
@NullMarked
package dev.sallyport.protocol.checkpoint;

import org.jspecify.annotations.NullMarked;
