// SPDX-License-Identifier: Apache-2.0

/** The data-plane program. */
@NullMarked
package dev.sallyport.node;

import org.jspecify.annotations.NullMarked;
