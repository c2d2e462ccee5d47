// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.api;

import org.jspecify.annotations.Nullable;

/**
 * That a policy was promoted or rolled back.
 *
 * @param policy its id
 * @param mode what its object asks for now: {@code observe} or {@code enforce}
 * @param percent share of the pods of each protected workload on which it acts; absent when it only
 *     observes
 */
public record PolicyChangeView(String policy, String mode, @Nullable Integer percent) {}
