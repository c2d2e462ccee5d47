// SPDX-License-Identifier: Apache-2.0

/**
 * Keeps summaries over restarts: read {@link dev.sallyport.control.store.Journal} first, where they
 * land, then {@link dev.sallyport.control.store.SummaryStore}, where they stay.
 */
@NullMarked
package dev.sallyport.control.store;

import org.jspecify.annotations.NullMarked;
