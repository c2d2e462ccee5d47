// SPDX-License-Identifier: Apache-2.0

/**
 * The structure of text: what is a key, what is a value, and what it says once its escapes are off.
 * Everything in here is linear in its input, bounded, and gives way where the text is broken. Read
 * {@link dev.sallyport.detection.text.JsonWalk} first.
 */
@NullMarked
package dev.sallyport.detection.text;

import org.jspecify.annotations.NullMarked;
