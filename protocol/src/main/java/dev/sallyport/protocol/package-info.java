// SPDX-License-Identifier: Apache-2.0

/** Bytes to exchanges. */
@NullMarked
package dev.sallyport.protocol;

import org.jspecify.annotations.NullMarked;
