// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.enforce;

import dev.sallyport.detection.data.SensitiveData;
import dev.sallyport.detection.data.SensitiveDataScratch;
import dev.sallyport.model.Content;
import dev.sallyport.model.DataClass;
import dev.sallyport.model.Place;
import dev.sallyport.model.Sighting;
import dev.sallyport.node.inspect.Inspection;
import dev.sallyport.protocol.redaction.ContentFinder;
import java.util.Set;

/**
 * Finds what is to be replaced by what is claimed of contents everywhere: the same recognisers, the
 * same evidence, the same confidence. Confined to one event loop.
 */
final class SightingFinder implements ContentFinder {
  /** Less than what one search keeps. */
  private static final int SECRETS_CROWDED = 40;

  private static final int CROWDED_STEP = 1024;
  private static final int CROWDED_OVERLAP = 1024;

  private final SensitiveData data;
  private final SensitiveDataScratch scratch;
  private final Set<DataClass> classes;
  private int secrets;

  SightingFinder(SensitiveData data, SensitiveDataScratch scratch, Set<DataClass> classes) {
    this.data = data;
    this.scratch = scratch;
    this.classes = classes;
  }

  @Override
  public void find(Content content, Sink sink) {
    secrets = 0;
    data.inspect(content, scratch, sighting -> found(sighting, sink));
    if (secrets >= SECRETS_CROWDED) {
      crowded(content, sink);
    }
  }

  /** One search keeps so many credentials and no more: where they crowd, many are made. */
  private void crowded(Content content, Sink sink) {
    for (int from = 0; from < content.length(); from += CROWDED_STEP) {
      int start = from;
      int length = Math.min(CROWDED_STEP + CROWDED_OVERLAP, content.length() - from);
      Content part =
          new Content(
              content.place(),
              Content.Form.SQL,
              content.bytes(),
              content.offset() + from,
              length,
              false);
      data.inspect(
          part,
          scratch,
          sighting -> {
            if (sighting.dataClass() == DataClass.SECRET) {
              found(
                  sighting, (dataClass, at, end) -> sink.found(dataClass, start + at, start + end));
            }
          });
    }
  }

  @Override
  public void find(Place place, byte[] text, Sink sink) {
    data.inspectField(place, text, 0, text.length, scratch, sighting -> found(sighting, sink));
  }

  private void found(Sighting sighting, Sink sink) {
    secrets += sighting.dataClass() == DataClass.SECRET ? 1 : 0;
    if (classes.contains(sighting.dataClass()) && Inspection.claims(sighting)) {
      sink.found(sighting.dataClass(), sighting.start(), sighting.end());
    }
  }
}
