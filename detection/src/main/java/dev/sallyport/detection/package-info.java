// SPDX-License-Identifier: Apache-2.0

/**
 * What is said to what it means: sensitive data and attacks in decoded messages. Engines in here do
 * no input and output, read no clock and start no thread.
 */
@NullMarked
package dev.sallyport.detection;

import org.jspecify.annotations.NullMarked;
