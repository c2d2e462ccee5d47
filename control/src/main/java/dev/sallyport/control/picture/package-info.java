// SPDX-License-Identifier: Apache-2.0

/** Holds the live blueprint: {@link dev.sallyport.control.picture.Picture}. */
@NullMarked
package dev.sallyport.control.picture;

import org.jspecify.annotations.NullMarked;
