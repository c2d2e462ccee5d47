// SPDX-License-Identifier: Apache-2.0

/**
 * Benchmarks that compare side by side in one run. Read {@link
 * dev.sallyport.e2e.bench.DataplaneBench} first.
 */
@NullMarked
package dev.sallyport.e2e.bench;

import org.jspecify.annotations.NullMarked;
