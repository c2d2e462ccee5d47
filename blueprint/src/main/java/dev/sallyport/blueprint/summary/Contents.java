// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.blueprint.summary;

import static java.util.Objects.requireNonNull;

import dev.sallyport.model.Direction;
import dev.sallyport.model.Finding;
import dev.sallyport.model.Sighting;
import java.util.List;

/**
 * What detectors said about the contents of one exchange.
 *
 * @param whole whether all of it was looked into
 * @param keyId number of the key that fingerprints were made with; 0 for none
 * @param sightings sensitive data
 * @param findings attacks
 */
public record Contents(
    boolean whole, int keyId, List<Seen> sightings, List<Finding.AttackAttempt> findings) {
  /** Looked into, and nothing to say. */
  public static final Contents CLEAN = new Contents(true, 0, List.of(), List.of());

  /**
   * Sensitive data in a message.
   *
   * @param direction whether the request or the answer carried it
   * @param sighting what and where
   */
  public record Seen(Direction direction, Sighting sighting) {
    public Seen {
      requireNonNull(direction, "direction");
      requireNonNull(sighting, "sighting");
    }
  }

  public Contents {
    sightings = List.copyOf(sightings);
    findings = List.copyOf(findings);
  }
}
