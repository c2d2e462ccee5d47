// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.data;

import dev.sallyport.detection.data.secret.SecretSink;
import dev.sallyport.detection.text.Decoded;
import dev.sallyport.detection.text.FormWalk;
import dev.sallyport.detection.text.JsonWalk;
import dev.sallyport.detection.text.MarkupWalk;
import dev.sallyport.detection.text.Outline;
import dev.sallyport.detection.text.TableWalk;
import dev.sallyport.detection.text.TextLimits;
import dev.sallyport.model.DataClass;
import dev.sallyport.model.Fingerprints;
import java.util.ArrayList;
import java.util.List;

/**
 * What {@link SensitiveData} needs while it looks: one for each thread, used again and again. Not
 * safe for use by several threads.
 */
public final class SensitiveDataScratch {
  final Piece piece = new Piece();
  final Hits hits;
  final JsonWalk[] walks;
  final Decoded[] decoded;
  final Outline outline;

  /** Of the decoded texts. */
  final Outline[] outlines;

  final Decoded folded;
  final FormWalk form;
  final MarkupWalk markup = new MarkupWalk();
  final TableWalk table = new TableWalk();
  final List<Recogniser.Reader> readers = new ArrayList<>();
  final Masks masks = new Masks();
  final Pieces pieces;
  final Hits secrets;
  final SecretSink secretSink;
  final Places places;
  Fingerprints fingerprints;
  int reported;

  /**
   * @param outlined whether outlines of texts are made; what is found is the same
   */
  SensitiveDataScratch(
      DataLimits limits,
      List<Recogniser> recognisers,
      Fingerprints fingerprints,
      boolean outlined) {
    this.outline = new Outline(outlined);
    this.outlines = new Outline[] {new Outline(outlined), new Outline(outlined)};
    TextLimits text = limits.text();
    this.hits = new Hits(limits.sightings());
    this.secrets = new Hits(limits.sightings());
    this.secretSink =
        (rule, start, end, confidence) ->
            secrets.add(DataClass.SECRET, rule, start, end, confidence);
    this.places = new Places(text);
    this.walks = new JsonWalk[] {new JsonWalk(text), new JsonWalk(text)};
    this.decoded = new Decoded[] {new Decoded(text), new Decoded(text)};
    this.folded = new Decoded(text);
    this.form = new FormWalk(text);
    this.fingerprints = fingerprints;
    this.pieces = new Pieces(text, this);
    recognisers.forEach(each -> readers.add(each.reader()));
  }

  /** Changes the key under which fingerprints are made. */
  public void use(Fingerprints under) {
    fingerprints = under;
  }
}
