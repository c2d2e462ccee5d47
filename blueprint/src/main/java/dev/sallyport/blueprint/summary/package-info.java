// SPDX-License-Identifier: Apache-2.0

/** Counts per edge and window. */
@NullMarked
package dev.sallyport.blueprint.summary;

import org.jspecify.annotations.NullMarked;
