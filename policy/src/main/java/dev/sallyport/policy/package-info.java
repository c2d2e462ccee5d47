// SPDX-License-Identifier: Apache-2.0

/** What is allowed, and why. Pure functions of their arguments. */
@NullMarked
package dev.sallyport.policy;

import org.jspecify.annotations.NullMarked;
