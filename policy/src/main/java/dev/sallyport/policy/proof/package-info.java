// SPDX-License-Identifier: Apache-2.0

/**
 * Proof before block: what policies would have done to exchanges that really happened. Read {@link
 * dev.sallyport.policy.proof.Simulation} first. Pure functions of their arguments.
 */
@NullMarked
package dev.sallyport.policy.proof;

import org.jspecify.annotations.NullMarked;
