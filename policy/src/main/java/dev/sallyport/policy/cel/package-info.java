// SPDX-License-Identifier: Apache-2.0

/**
 * The syntax of the Common Expression Language, as far as policies use it. Read {@link
 * dev.sallyport.policy.cel.Expression} first.
 */
@NullMarked
package dev.sallyport.policy.cel;

import org.jspecify.annotations.NullMarked;
