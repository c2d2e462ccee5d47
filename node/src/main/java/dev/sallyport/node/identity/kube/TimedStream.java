// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.identity.kube;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/**
 * A stream that ends with an error when nothing arrives for too long, or when it is too long. The
 * HTTP client of the JDK knows no time-out for bodies, so a virtual thread closes a silent one.
 */
final class TimedStream extends FilterInputStream {
  private final long bytesMax;
  private final long silenceNanos;
  private final Thread watcher;
  private volatile long lastNanos = System.nanoTime();
  private volatile boolean silent;
  private long bytes;

  TimedStream(InputStream in, Duration silence, long bytesMax) {
    super(in);
    this.bytesMax = bytesMax;
    this.silenceNanos = silence.toNanos();
    this.watcher = Thread.ofVirtual().name("sallyport-kube-silence").start(this::watch);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    int count = read(one, 0, 1);
    return count < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int count;
    try {
      count = super.read(buffer, offset, length);
    } catch (IOException e) {
      throw silent ? new IOException("Kubernetes API: silent for too long", e) : e;
    }
    if (count < 0 && silent) {
      throw new IOException("Kubernetes API: silent for too long");
    }
    lastNanos = System.nanoTime();
    bytes += Math.max(0, count);
    if (bytes > bytesMax) {
      throw new IOException("Kubernetes API: answer longer than " + bytesMax + " bytes");
    }
    return count;
  }

  @Override
  public void close() throws IOException {
    watcher.interrupt();
    super.close();
  }

  private void watch() {
    try {
      for (long left = silenceNanos; left > 0; ) {
        Thread.sleep(Duration.ofNanos(left));
        left = silenceNanos - (System.nanoTime() - lastNanos);
      }
      silent = true;
      super.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      // The reader notices by itself.
      silent = true;
    }
  }
}
