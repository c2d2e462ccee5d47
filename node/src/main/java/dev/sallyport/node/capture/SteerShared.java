// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.capture;

/** What all listeners of one steering share; all of it is safe for any thread. */
record SteerShared(
    SteerSettings settings,
    SteeredObserver observer,
    SourceOwners owners,
    RelayLoops loops,
    RelayBuffers buffers,
    CaptureCounters counters,
    int connectionsMax) {}
