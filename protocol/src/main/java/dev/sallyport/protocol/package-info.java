// SPDX-License-Identifier: Apache-2.0

/**
 * Bytes to exchanges. Read {@link dev.sallyport.protocol.ConnectionReader} first: it recognises the
 * protocol of one connection and reports what is said as observations; {@link
 * dev.sallyport.protocol.ExchangeFold} folds those into exchanges. Nothing here opens a socket,
 * reads a clock, or changes a byte.
 */
@NullMarked
package dev.sallyport.protocol;

import org.jspecify.annotations.NullMarked;
