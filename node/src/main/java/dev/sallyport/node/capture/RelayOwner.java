// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.capture;

/** What a relay belongs to: a captured pod, or a listener in front of a Service. */
interface RelayOwner {

  /** Returns where limits and bytes are counted. */
  CaptureCounters counters();

  /** A relay ended. */
  void closed(CloseReason why);
}
