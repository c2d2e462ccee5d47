// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.identity.kube;

import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The events of one watch, each as one JSON document. Read by one thread. */
interface WatchSource extends Closeable {

  /** Waits for the next event; null when the server ended the watch in order. */
  byte @Nullable [] next() throws IOException, InterruptedException;
}
