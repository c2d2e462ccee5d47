// SPDX-License-Identifier: Apache-2.0

/**
 * What workloads usually do, learned from the ledger. Read {@link
 * dev.sallyport.policy.baseline.Baseline} first. Pure functions of their arguments.
 */
@NullMarked
package dev.sallyport.policy.baseline;

import org.jspecify.annotations.NullMarked;
