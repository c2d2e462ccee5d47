// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.pki;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The authority's keys, oldest first: the one that signs, those before it that are still believed,
 * and for a while its successor, which everybody is told of before it signs anything.
 *
 * @param generations each with the certificate of an authority
 * @param chosen the one that signs, where somebody else says so; null: the age of each says it
 */
public record AuthorityKeys(List<CertifiedKey> generations, @Nullable CertifiedKey chosen) {
  /** No key yet. */
  public static final AuthorityKeys NONE = new AuthorityKeys(List.of());

  /** How long a generation is believed. */
  public static final Duration LIFE = Duration.ofDays(730);

  /** How old a generation is when its successor is made. */
  public static final Duration SUCCEEDED_AFTER = Duration.ofDays(365);

  /** How long a successor is only published, so that it reaches all who must believe it. */
  public static final Duration LEAD = Duration.ofDays(7);

  public AuthorityKeys {
    generations = generations.stream().sorted(Comparator.comparing(CertifiedKey::from)).toList();
  }

  AuthorityKeys(List<CertifiedKey> generations) {
    this(generations, null);
  }

  /** Returns keys of which that one signs, whatever their age. */
  static AuthorityKeys signedBy(CertifiedKey chosen, List<CertifiedKey> generations) {
    return new AuthorityKeys(generations, chosen);
  }

  /** Returns the key that signs at that moment; empty when there is none. */
  Optional<CertifiedKey> signing(Instant now) {
    if (chosen != null && holds(chosen, now)) {
      return Optional.of(chosen);
    }
    List<CertifiedKey> holding = generations.stream().filter(each -> holds(each, now)).toList();
    return holding.stream()
        .filter(each -> !each.from().plus(LEAD).isAfter(now))
        .reduce((_, later) -> later)
        .or(() -> holding.stream().findFirst());
  }

  /** Returns the certificates to believe at that moment. */
  List<X509Certificate> trusted(Instant now) {
    return generations.stream()
        .filter(each -> now.isBefore(each.until()))
        .map(CertifiedKey::certificate)
        .toList();
  }

  /** Returns the keys that there should be at that moment: itself when nothing is due. */
  AuthorityKeys turned(Instant now) {
    List<CertifiedKey> kept =
        new ArrayList<>(generations.stream().filter(each -> now.isBefore(each.until())).toList());
    boolean due = kept.isEmpty() || !kept.getLast().from().plus(SUCCEEDED_AFTER).isAfter(now);
    if (due) {
      kept.add(Issuing.authority(now, LIFE));
    }
    return due || kept.size() < generations.size() ? new AuthorityKeys(kept) : this;
  }

  private static boolean holds(CertifiedKey each, Instant now) {
    return now.isBefore(each.until());
  }
}
