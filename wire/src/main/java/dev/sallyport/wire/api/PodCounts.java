// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.api;

/**
 * Pods of a workload.
 *
 * @param running pods that run
 * @param captured of them, those proven to be captured
 */
public record PodCounts(int running, int captured) {}
