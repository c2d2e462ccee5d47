// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.capture;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Captures the traffic of the pods of this node. Its methods may be called from any thread and
 * return at once; the work is done on a thread of its own.
 */
public final class Capture implements AutoCloseable {

  private Capture() {}

  /**
   * Returns capture that is ready to enrol.
   *
   * @throws IOException when this process may not enter network namespaces or set rules; the
   *     message says what is missing
   */
  public static Capture start(CaptureConfig config, ConnectionObserver observer)
      throws IOException {
    throw new IOException("capture is not built yet");
  }

  /**
   * Begins to capture the sandbox, or goes on when it is captured already. Enrolling a second
   * sandbox of the same pod replaces the first.
   *
   * @return completes with the first state that is not pending; never exceptionally
   */
  public CompletableFuture<CaptureState> enrol(PodSandbox sandbox) {
    throw new UnsupportedOperationException();
  }

  /**
   * Lets new connections of the pod pass by; those that are relayed go on. Nothing happens when the
   * pod is not enrolled.
   */
  public CompletableFuture<Void> unenrol(String podUid) {
    throw new UnsupportedOperationException();
  }

  /** Lets go of all that is held for a sandbox that ended; its connections are reset. */
  public CompletableFuture<Void> forget(PodSandbox sandbox) {
    throw new UnsupportedOperationException();
  }

  /**
   * Returns the state of every enrolled pod by its UID, and of those that could not be enrolled.
   */
  public Map<String, CaptureState> states() {
    throw new UnsupportedOperationException();
  }

  /** Returns counters and gauges by their name: connections, bytes, and each limit when reached. */
  public Map<String, Long> counters() {
    throw new UnsupportedOperationException();
  }

  /**
   * Stops in order: new connections pass by at once, open ones go on until they end or the bound
   * for draining passes. Blocks until then.
   */
  @Override
  public void close() {}
}
