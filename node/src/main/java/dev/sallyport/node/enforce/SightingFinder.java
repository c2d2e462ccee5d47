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
  private final SensitiveData data;
  private final SensitiveDataScratch scratch;
  private final Set<DataClass> classes;

  SightingFinder(SensitiveData data, SensitiveDataScratch scratch, Set<DataClass> classes) {
    this.data = data;
    this.scratch = scratch;
    this.classes = classes;
  }

  @Override
  public void find(Content content, Sink sink) {
    data.inspect(content, scratch, sighting -> found(sighting, sink));
  }

  @Override
  public void find(Place place, byte[] text, Sink sink) {
    data.inspectField(place, text, 0, text.length, scratch, sighting -> found(sighting, sink));
  }

  private void found(Sighting sighting, Sink sink) {
    if (classes.contains(sighting.dataClass()) && Inspection.claims(sighting)) {
      sink.found(sighting.dataClass(), sighting.start(), sighting.end());
    }
  }
}
