// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.data;

import static java.util.Objects.requireNonNull;

import dev.sallyport.detection.data.secret.SecretRecogniser;
import dev.sallyport.detection.text.Decoders;
import dev.sallyport.detection.text.Outline;
import dev.sallyport.detection.text.Signs;
import dev.sallyport.model.Content;
import dev.sallyport.model.DataClass;
import dev.sallyport.model.Fingerprints;
import dev.sallyport.model.Place;
import dev.sallyport.model.Sighting;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds sensitive data in decoded messages. Immutable and shared; what changes while looking is in
 * a {@link SensitiveDataScratch} for each thread.
 */
public final class SensitiveData {
  private final DataLimits limits;
  private final List<Recogniser> recognisers;
  private final @Nullable SecretRecogniser secrets;

  /**
   * Makes one that looks for what its recognisers know.
   *
   * @param limits bounds of each look
   * @param recognisers know the kinds of data
   */
  public SensitiveData(DataLimits limits, List<Recogniser> recognisers) {
    this(limits, recognisers, null);
  }

  private SensitiveData(
      DataLimits limits, List<Recogniser> recognisers, @Nullable SecretRecogniser secrets) {
    this.limits = requireNonNull(limits, "limits");
    this.recognisers = List.copyOf(recognisers);
    this.secrets = secrets;
  }

  /** Returns one that looks for credentials, too. */
  public SensitiveData with(SecretRecogniser credentials) {
    return new SensitiveData(limits, recognisers, credentials);
  }

  /** Returns one that knows the same and looks within other bounds. */
  public SensitiveData within(DataLimits other) {
    return new SensitiveData(other, recognisers, secrets);
  }

  /** Returns a scratch for one thread. */
  public SensitiveDataScratch scratch(Fingerprints fingerprints) {
    return new SensitiveDataScratch(limits, recognisers, fingerprints, true);
  }

  /** Returns one with which all is read byte by byte: slower, and finds the same. */
  SensitiveDataScratch bytewiseScratch(Fingerprints fingerprints) {
    return new SensitiveDataScratch(limits, recognisers, fingerprints, false);
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
    boolean allSecrets = begin(content, length, scratch);
    boolean uncut = scratch.pieces.read(this, content, length, sink);
    return end(content, length, scratch, sink) && length == content.length() && uncut && allSecrets;
  }

  /** Begins with the credentials; returns whether all of them are kept. */
  boolean begin(Content content, int length, SensitiveDataScratch scratch) {
    scratch.reported = 0;
    return secrets(content.bytes(), content.offset(), length, scratch);
  }

  /** Reports the credentials; returns whether all that was found could be. */
  boolean end(Content content, int length, SensitiveDataScratch scratch, Consumer<Sighting> sink) {
    if (scratch.secrets.count() > 0) {
      scratch.places.start(content, length);
      reportSecrets(content, scratch, sink);
    }
    return scratch.reported < limits.sightings();
  }

  /** Returns one that looks into bodies of JSON while somebody else walks over them. */
  public SensitiveDataBeside beside(SensitiveDataScratch scratch) {
    return new SensitiveDataBeside(this, limits, scratch);
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
    secrets(bytes, offset, end - offset, scratch);
    look(scratch, offset, sink);
    if (scratch.secrets.count() > 0) {
      for (int i = 0; i < scratch.secrets.count(); i++) {
        sink.accept(secret(bytes, offset, scratch, i, place));
      }
    }
  }

  /**
   * Finds credentials first, so that nothing inside of one is reported as something else; returns
   * whether all of them are kept.
   */
  private boolean secrets(byte[] bytes, int offset, int length, SensitiveDataScratch scratch) {
    scratch.secrets.clear();
    boolean all =
        secrets == null || secrets.find(bytes, offset, offset + length, scratch.secretSink);
    return all && !scratch.secrets.full();
  }

  private void reportSecrets(
      Content content, SensitiveDataScratch scratch, Consumer<Sighting> sink) {
    for (int i = 0; i < scratch.secrets.count() && scratch.reported < limits.sightings(); i++) {
      Place place = scratch.places.at(scratch.secrets.get(i).start());
      sink.accept(secret(content.bytes(), content.offset(), scratch, i, place));
      scratch.reported++;
    }
  }

  private static Sighting secret(
      byte[] bytes, int offset, SensitiveDataScratch scratch, int index, Place place) {
    Hits.Hit hit = scratch.secrets.get(index);
    return new Sighting(
        DataClass.SECRET,
        hit.rule(),
        place,
        hit.start() - offset,
        hit.end() - offset,
        hit.confidence(),
        scratch.fingerprints.of(bytes, hit.start(), hit.end() - hit.start()),
        scratch.masks.masked(DataClass.SECRET, bytes, hit.start(), hit.end()));
  }

  /** Looks at the piece that the scratch holds. */
  void look(SensitiveDataScratch scratch, int offset, Consumer<Sighting> sink) {
    Piece piece = scratch.piece;
    Outline outline = piece.outline();
    int signs =
        outline == null
            ? Signs.of(piece.bytes(), piece.start(), piece.end())
            : outline.signs(piece.start(), piece.end());
    look(scratch, signs, offset, sink);
  }

  /** Looks at the piece that the scratch holds, whose signs are known. */
  void look(SensitiveDataScratch scratch, int signs, int offset, Consumer<Sighting> sink) {
    Piece piece = scratch.piece;
    Hits hits = scratch.hits;
    hits.clear();
    piece.signs(signs);
    if ((piece.signs() & Signs.FOLDABLE) != 0
        && Decoders.fold(piece.bytes(), piece.start(), piece.end(), scratch.folded)) {
      piece.foldedBy(scratch.folded);
    }
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
      int start = piece.source(hit.start());
      int end = piece.source(hit.end());
      if (scratch.secrets.covers(start) && scratch.secrets.covers(end - 1)) {
        continue;
      }
      byte[] value =
          scratch.masks.normalised(hit.dataClass(), piece.bytes(), hit.start(), hit.end());
      sink.accept(
          new Sighting(
              hit.dataClass(),
              hit.rule(),
              place,
              start - offset,
              end - offset,
              hit.confidence(),
              scratch.fingerprints.of(value, 0, scratch.masks.normalisedLength()),
              scratch.masks.masked(hit.dataClass(), piece.bytes(), hit.start(), hit.end())));
      scratch.reported++;
    }
  }
}
