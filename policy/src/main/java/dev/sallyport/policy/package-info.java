// SPDX-License-Identifier: Apache-2.0

/** Decisions by identity. */
@NullMarked
package dev.sallyport.policy;

import org.jspecify.annotations.NullMarked;
