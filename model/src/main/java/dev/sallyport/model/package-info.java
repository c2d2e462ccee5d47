// SPDX-License-Identifier: Apache-2.0

/**
 * The vocabulary of Sallyport. Read {@link dev.sallyport.model.Exchange} first: what comes before
 * it produces exchanges, what comes after it counts, judges or draws them.
 */
@NullMarked
package dev.sallyport.model;

import org.jspecify.annotations.NullMarked;
