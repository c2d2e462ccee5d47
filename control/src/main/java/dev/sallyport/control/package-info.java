// SPDX-License-Identifier: Apache-2.0

/** The control-plane program. */
@NullMarked
package dev.sallyport.control;

import org.jspecify.annotations.NullMarked;
