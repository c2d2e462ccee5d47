// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.data;

import static java.util.Objects.requireNonNull;

import dev.sallyport.model.Content;
import dev.sallyport.model.Fingerprints;
import dev.sallyport.model.Place;
import dev.sallyport.model.Sighting;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;

/**
 * Finds sensitive data in decoded messages. Immutable and shared; what changes while looking is in
 * a {@link SensitiveDataScratch} for each thread.
 */
public final class SensitiveData {
  private final DataLimits limits;
  private final List<Recogniser> recognisers;

  /**
   * @param limits bounds of each look
   * @param recognisers know the kinds of data
   */
  public SensitiveData(DataLimits limits, List<Recogniser> recognisers) {
    this.limits = requireNonNull(limits, "limits");
    this.recognisers = List.copyOf(recognisers);
  }

  /** Returns a scratch for one thread. */
  public SensitiveDataScratch scratch(Fingerprints fingerprints) {
    return new SensitiveDataScratch(limits, recognisers, fingerprints);
  }

  /**
   * Looks into a content. Indexes of the sightings are those of bytes counted from its first byte.
   *
   * @param sink takes the sightings, in order within each value
   * @return whether all of it was looked into
   */
  public boolean inspect(Content content, SensitiveDataScratch scratch, Consumer<Sighting> sink) {
    if (content.form() == Content.Form.BINARY) {
      return true;
    }
    int length = Math.min(content.length(), limits.contentBytes());
    scratch.reported = 0;
    boolean uncut = scratch.pieces.read(this, content, length, sink);
    return length == content.length() && uncut && scratch.reported < limits.sightings();
  }

  /**
   * Looks into the value of one field, such as a header, a parameter or a column; its name is
   * evidence. Indexes of the sightings are those of the bytes of the value in UTF-8.
   */
  public void inspectField(
      Place place, String value, SensitiveDataScratch scratch, Consumer<Sighting> sink) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    inspectField(place, bytes, 0, bytes.length, scratch, sink);
  }

  /** Looks into the value of one field. */
  public void inspectField(
      Place place,
      byte[] bytes,
      int offset,
      int length,
      SensitiveDataScratch scratch,
      Consumer<Sighting> sink) {
    byte[] name = place.name().getBytes(StandardCharsets.UTF_8);
    int end = offset + Math.min(length, limits.contentBytes());
    scratch.reported = 0;
    scratch.piece.of(bytes, offset, end, scratch.pieces.placeOf(place));
    if (name.length > 0) {
      scratch.piece.named(name, 0, name.length);
    }
    look(scratch, offset, sink);
  }

  /** Looks at the piece that the scratch holds. */
  void look(SensitiveDataScratch scratch, int offset, Consumer<Sighting> sink) {
    Piece piece = scratch.piece;
    Hits hits = scratch.hits;
    hits.clear();
    for (int i = 0; i < scratch.readers.size(); i++) {
      scratch.readers.get(i).read(piece, hits);
    }
    if (hits.count() > 0) {
      report(scratch, offset, sink);
    }
  }

  private void report(SensitiveDataScratch scratch, int offset, Consumer<Sighting> sink) {
    Hits hits = scratch.hits;
    hits.resolve();
    Piece piece = scratch.piece;
    Place place = piece.place();
    for (int i = 0; i < hits.count() && scratch.reported < limits.sightings(); i++) {
      Hits.Hit hit = hits.get(i);
      byte[] value =
          scratch.masks.normalised(hit.dataClass(), piece.bytes(), hit.start(), hit.end());
      sink.accept(
          new Sighting(
              hit.dataClass(),
              hit.rule(),
              place,
              piece.source(hit.start()) - offset,
              piece.source(hit.end()) - offset,
              hit.confidence(),
              scratch.fingerprints.of(value, 0, scratch.masks.normalisedLength()),
              scratch.masks.masked(hit.dataClass(), piece.bytes(), hit.start(), hit.end())));
      scratch.reported++;
    }
  }
}
