// SPDX-License-Identifier: Apache-2.0

/**
 * Counts per edge and window. Read {@link dev.sallyport.blueprint.summary.Summary} first; {@link
 * dev.sallyport.blueprint.summary.SummaryBuilder} makes them, {@link
 * dev.sallyport.blueprint.summary.SummarySet} holds the law of their merge.
 */
@NullMarked
package dev.sallyport.blueprint.summary;

import org.jspecify.annotations.NullMarked;
