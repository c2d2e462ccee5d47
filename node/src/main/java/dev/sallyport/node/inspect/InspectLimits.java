// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.inspect;

import static java.util.Objects.requireNonNull;

import dev.sallyport.detection.scan.ScanLimits;
import dev.sallyport.protocol.content.ContentLimits;

/**
 * The bounds of looking into contents. When one is reached the bytes go on as before, and the
 * exchange counts as not looked into whole.
 *
 * @param content bounds of gathering and decoding messages
 * @param pending exchanges of one connection whose results wait until they are counted, default 64.
 *     Prevents that results pile up while the ends of a connection have no names yet
 * @param sightings sightings kept of one exchange, default 256
 * @param findings findings kept of one exchange, default 32
 * @param fieldBytes bytes of one header field, path or query that are looked at, default 4 KiB
 * @param scan bounds of the bytes of one exchange that are looked into
 * @param timeShare share of an event loop's time that detectors may take, 0 to 1, default 0.5.
 *     Prevents that looking holds up carrying
 */
public record InspectLimits(
    ContentLimits content,
    int pending,
    int sightings,
    int findings,
    int fieldBytes,
    ScanLimits scan,
    double timeShare) {

  /** The limits used when nothing else is configured. */
  public static final InspectLimits DEFAULT =
      new InspectLimits(ContentLimits.DEFAULT, 64, 256, 32, 4096, ScanLimits.DEFAULT, 0.5);

  public InspectLimits {
    requireNonNull(content, "content");
    requireNonNull(scan, "scan");
    if (pending < 1 || sightings < 1 || findings < 1 || fieldBytes < 1) {
      throw new IllegalArgumentException("limits must be positive: " + pending + ", " + sightings);
    }
    if (!(timeShare > 0 && timeShare <= 1)) {
      throw new IllegalArgumentException("timeShare: " + timeShare + " (expected: above 0, to 1)");
    }
  }

  /** Returns the same with that many bytes kept of one message as sent. */
  public InspectLimits withMessageBytes(int bytes) {
    ContentLimits c = content;
    return new InspectLimits(
        new ContentLimits(
            bytes,
            Math.max(bytes, c.expandedBytes()),
            c.expansionRatio(),
            Math.max(2 * bytes, c.connectionBytes()),
            Math.max(4 * bytes, c.heldBytes()),
            c.parts(),
            c.depth(),
            c.calls()),
        pending,
        sightings,
        findings,
        fieldBytes,
        scan,
        timeShare);
  }
}
