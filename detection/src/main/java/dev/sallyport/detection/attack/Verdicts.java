// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.attack;

import dev.sallyport.model.AttackFamily;
import dev.sallyport.model.Finding.AttackAttempt;
import dev.sallyport.model.Place;
import dev.sallyport.model.Severity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;

/**
 * What is suspected about one message so far: for each place and family the surest suspicion that
 * reaches what the place asks for. Confined to one thread.
 */
final class Verdicts implements Suspicions {
  private static final Comparator<AttackAttempt> SUREST_FIRST =
      Comparator.comparingDouble(AttackAttempt::score).reversed();

  private final int most;
  private final List<AttackAttempt> found = new ArrayList<>();
  private Place place = Place.of(Place.Part.PATH);
  private double least;
  private boolean full;
  private long raised;

  Verdicts(int most) {
    this.most = most;
  }

  void start() {
    found.clear();
    full = false;
  }

  /** Says where the next suspicions stand and how sure they must be to count. */
  void at(Place newPlace, double newLeast) {
    place = newPlace;
    least = newLeast;
  }

  /** Returns how many suspicions have counted so far, over all messages. */
  long raised() {
    return raised;
  }

  boolean isEmpty() {
    return found.isEmpty();
  }

  @Override
  public void add(
      String detector, AttackFamily family, Severity severity, double score, String evidence) {
    if (score < least) {
      return;
    }
    raised++;
    for (int i = 0; i < found.size(); i++) {
      AttackAttempt other = found.get(i);
      if (other.family() == family && other.place().equals(place)) {
        if (other.score() < score) {
          found.set(i, new AttackAttempt(detector, family, severity, score, place, evidence));
        }
        return;
      }
    }
    if (found.size() == most) {
      full = true;
      return;
    }
    found.add(new AttackAttempt(detector, family, severity, score, place, evidence));
  }

  /** Hands out all findings; returns whether there were more than may be. */
  boolean end(Consumer<AttackAttempt> findings) {
    if (!found.isEmpty()) {
      found.sort(SUREST_FIRST);
      found.forEach(findings);
    }
    return full;
  }
}
