// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.api;

import org.jspecify.annotations.Nullable;

/**
 * Whether one layer of an edge was seen.
 *
 * @param layer {@code connection}, {@code names}, {@code protocol}, {@code operation} or {@code
 *     payload}
 * @param seen whether it was seen in every exchange
 * @param because why not; absent when it was seen
 */
public record VisibilityView(String layer, boolean seen, @Nullable String because) {}
