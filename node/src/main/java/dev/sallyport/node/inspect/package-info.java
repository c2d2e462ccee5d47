// SPDX-License-Identifier: Apache-2.0

/**
 * Looks into what captured connections carry while it passes, on their own event loops: detectors
 * read decoded messages, and what they say waits until the exchange is counted. Read {@link
 * dev.sallyport.node.inspect.Inspection} first.
 */
@NullMarked
package dev.sallyport.node.inspect;

import org.jspecify.annotations.NullMarked;
