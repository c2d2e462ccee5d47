// SPDX-License-Identifier: Apache-2.0

/** Exchanges to findings. */
@NullMarked
package dev.sallyport.detection;

import org.jspecify.annotations.NullMarked;
