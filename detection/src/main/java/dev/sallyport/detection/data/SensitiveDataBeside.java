// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.data;

import static java.util.Objects.requireNonNull;

import dev.sallyport.detection.text.JsonCompanion;
import dev.sallyport.detection.text.JsonWalk;
import dev.sallyport.detection.text.Outline;
import dev.sallyport.detection.text.TextLimits;
import dev.sallyport.model.Content;
import dev.sallyport.model.Sighting;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Looks for sensitive data in the contents of messages: in bodies of JSON while somebody else walks
 * over them, in what is left by itself. Finds what {@link SensitiveData} finds, but credentials in
 * the order of contents. For each message {@link #start}, then the other's walks, then {@link
 * #finish}. Not safe for use by several threads.
 */
public final class SensitiveDataBeside implements JsonCompanion {
  private static final Consumer<Sighting> NOBODY = sighting -> {};

  private final SensitiveData data;
  private final SensitiveDataScratch scratch;
  private final int bytesMax;
  private Consumer<Sighting> sink = NOBODY;
  private @Nullable Content content;
  private @Nullable JsonWalk walk;
  private @Nullable Outline outline;

  /** The contents of the message that were looked at beside a walk. */
  private @Nullable Content[] seen = new Content[8];

  private int seenCount;
  private boolean whole;

  SensitiveDataBeside(SensitiveData data, DataLimits limits, SensitiveDataScratch scratch) {
    this.data = data;
    this.scratch = scratch;
    // Walks that remember another number of levels would tell other keys and places.
    boolean same = limits.text().depth() == TextLimits.DEFAULT.depth();
    this.bytesMax = same ? limits.contentBytes() : -1;
  }

  /** Begins a message. */
  public void start(Consumer<Sighting> sightings) {
    sink = sightings;
    seenCount = 0;
    whole = true;
  }

  @Override
  public boolean begin(Content of, JsonWalk by, Outline known) {
    if (of.length() > bytesMax || !of.form().equals(Content.Form.JSON)) {
      return false;
    }
    content = of;
    walk = by;
    outline = known;
    whole &= data.begin(of, of.length(), scratch);
    scratch.pieces.beside(data, of, by, sink);
    return true;
  }

  @Override
  public void step() {
    scratch.pieces.step(requireNonNull(walk), requireNonNull(outline));
  }

  @Override
  public void end() {
    Content of = requireNonNull(content);
    whole &= scratch.pieces.end();
    whole &= data.end(of, of.length(), scratch, sink);
    if (seenCount == seen.length) {
      seen = Arrays.copyOf(seen, 2 * seenCount);
    }
    seen[seenCount++] = of;
    content = null;
    walk = null;
    outline = null;
  }

  /** Looks at the contents of the message that nobody walked over; returns whether all was seen. */
  public boolean finish(List<Content> contents) {
    for (int i = 0; i < contents.size(); i++) {
      if (!isSeen(contents.get(i))) {
        whole &= data.inspect(contents.get(i), scratch, sink);
      }
    }
    Arrays.fill(seen, 0, seenCount, null);
    seenCount = 0;
    sink = NOBODY;
    return whole;
  }

  private boolean isSeen(Content of) {
    for (int i = 0; i < seenCount; i++) {
      if (seen[i] == of) {
        return true;
      }
    }
    return false;
  }
}
