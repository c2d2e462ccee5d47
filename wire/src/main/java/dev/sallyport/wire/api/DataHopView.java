// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.api;

/**
 * One hop on a value's way.
 *
 * @param step distance from where the value was first sent, 1 for the first hop
 * @param flow between whom, and where in the message
 */
public record DataHopView(int step, DataFlowView flow) {}
