// SPDX-License-Identifier: Apache-2.0

/**
 * What should happen to an exchange, and why. Read {@link dev.sallyport.policy.PolicySet} first.
 * Pure functions of their arguments.
 */
@NullMarked
package dev.sallyport.policy;

import org.jspecify.annotations.NullMarked;
