// SPDX-License-Identifier: Apache-2.0

/**
 * Takes values out of streams while they pass. Start at {@link
 * dev.sallyport.protocol.redaction.StreamRedactor}.
 */
@NullMarked
package dev.sallyport.protocol.redaction;

import org.jspecify.annotations.NullMarked;
