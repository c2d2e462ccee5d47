// SPDX-License-Identifier: Apache-2.0

/**
 * HTTP. Read {@link dev.sallyport.protocol.http.Http1Decoder} first: it pairs requests and answers;
 * {@link dev.sallyport.protocol.http.Refusal} lists all that it refuses to understand, because two
 * readers of the same bytes could see different messages.
 */
@NullMarked
package dev.sallyport.protocol.http;

import org.jspecify.annotations.NullMarked;
