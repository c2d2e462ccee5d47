// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.link;

import dev.sallyport.node.capture.CaptureState;
import java.util.Map;

/** What the link reports beside summaries. Asked every few seconds on the link's own thread. */
public interface LinkSource {
  /** Returns what the program says of itself. */
  NodeVitals vitals();

  /** Returns the state of every pod of this node by pod UID. */
  Map<String, CaptureState> captureStates();
}
