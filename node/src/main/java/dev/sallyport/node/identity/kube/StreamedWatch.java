// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.identity.kube;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Events as lines of a body that does not end. Too long a line is skipped and counted. */
final class StreamedWatch implements WatchSource {
  private static final int FIRST_BYTES = 16 << 10;
  private static final int SKIPPED_TIMES_MAX = 16;

  private final InputStream body;
  private final int lineBytesMax;
  private final KubeHealth health;
  private byte[] buffer = new byte[FIRST_BYTES];
  private int start;
  private int end;

  StreamedWatch(InputStream body, int lineBytesMax, KubeHealth health) {
    this.body = body;
    this.lineBytesMax = lineBytesMax;
    this.health = health;
  }

  @Override
  public byte @Nullable [] next() throws IOException {
    int searched = start;
    while (true) {
      for (int i = searched; i < end; i++) {
        if (buffer[i] == '\n') {
          byte[] line = Arrays.copyOfRange(buffer, start, i);
          start = i + 1;
          if (line.length > 1) {
            return line;
          }
        }
      }
      searched = end;
      if (end - start > lineBytesMax) {
        skipLine();
        searched = start;
        continue;
      }
      int moved = makeRoom();
      searched -= moved;
      int count = body.read(buffer, end, buffer.length - end);
      if (count < 0) {
        return null;
      }
      end += count;
    }
  }

  @Override
  public void close() throws IOException {
    body.close();
  }

  private int makeRoom() {
    int moved = start;
    int held = end - start;
    int size = held == 0 ? FIRST_BYTES : buffer.length;
    while (size - held < FIRST_BYTES / 2) {
      size *= 2;
    }
    byte[] target = size == buffer.length ? buffer : new byte[size];
    System.arraycopy(buffer, start, target, 0, held);
    buffer = target;
    start = 0;
    end = held;
    return moved;
  }

  private void skipLine() throws IOException {
    health.limitHit();
    long skipped = 0;
    while (skipped < (long) SKIPPED_TIMES_MAX * lineBytesMax) {
      for (int i = start; i < end; i++) {
        if (buffer[i] == '\n') {
          start = i + 1;
          return;
        }
      }
      skipped += end - start;
      start = 0;
      end = Math.max(0, body.read(buffer, 0, buffer.length));
      if (end == 0) {
        throw new IOException("Kubernetes API: watch ended within a line");
      }
    }
    throw new IOException("Kubernetes API: a line without end");
  }
}
