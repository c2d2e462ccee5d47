// SPDX-License-Identifier: Apache-2.0

/**
 * Takes values out of bodies, streams, messages and rows while they pass, each at its place. Start
 * at {@link dev.sallyport.protocol.redaction.BodyRedactor}; of streams at {@link
 * dev.sallyport.protocol.redaction.StreamRedactor}.
 */
@NullMarked
package dev.sallyport.protocol.redaction;

import org.jspecify.annotations.NullMarked;
