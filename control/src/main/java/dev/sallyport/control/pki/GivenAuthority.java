// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.pki;

import static java.util.Objects.requireNonNull;

import dev.sallyport.control.secret.SharedSecret;
import dev.sallyport.control.secret.SharedSecret.Changed;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * An authority that somebody else keeps in a Secret, as cert-manager does, and renews there. It is
 * read again each time, and written never.
 *
 * <p>A renewed one is published for {@link #LEAD} before it signs, and the one before is believed
 * until no certificate of it is left. For that both are kept in the Secret that control programs
 * share, with the second in which each was taken over. Safe for any thread.
 */
public final class GivenAuthority implements AuthorityStore {
  /** How long a renewed one is only published: ConfigMaps take up to two minutes to reach pods. */
  static final Duration LEAD = Duration.ofMinutes(10);

  /** How long one is believed after another signs: as long as any certificate of it can hold. */
  static final Duration BELIEVED = Authority.NODE_LIFE.plus(Duration.ofHours(1));

  private static final String CERTIFICATES = "ca.crt";
  private static final String KEYS = "ca.key";
  static final String TAKEN = "ca.taken";

  private final GivenSecret given;
  private final SharedSecret shared;
  private final InstantSource clock;

  private record Taken(CertifiedKey pair, Instant at) {}

  /**
   * Returns the authority in a Secret.
   *
   * @param given where it is read
   * @param shared where control programs keep what they share
   */
  public GivenAuthority(GivenSecret given, SharedSecret shared, InstantSource clock) {
    this.given = requireNonNull(given, "given");
    this.shared = requireNonNull(shared, "shared");
    this.clock = requireNonNull(clock, "clock");
  }

  @Override
  public String place() {
    return given.place();
  }

  /** Takes over what is given; nothing is ever made here, whatever {@code change} wants. */
  @Override
  public AuthorityKeys change(UnaryOperator<AuthorityKeys> change) throws IOException {
    Instant now = clock.instant();
    CertifiedKey latest = given.read(now);
    return shared.change(
        fields -> {
          List<Taken> before = read(fields);
          List<Taken> after = taken(before, latest, now);
          return new Changed<>(keys(after, now), after.equals(before) ? Map.of() : fields(after));
        });
  }

  private static List<Taken> taken(List<Taken> before, CertifiedKey latest, Instant now) {
    List<Taken> after =
        new ArrayList<>(before.stream().filter(each -> now.isBefore(each.pair().until())).toList());
    boolean known =
        !after.isEmpty() && after.getLast().pair().certificate().equals(latest.certificate());
    if (!known) {
      // One that comes back, as when somebody takes a change back, is the latest again.
      after.removeIf(each -> each.pair().certificate().equals(latest.certificate()));
      after.add(new Taken(latest, now));
    }
    Instant signs = after.getLast().at().plus(LEAD);
    boolean alone = !now.isBefore(signs.plus(BELIEVED));
    return alone ? List.of(after.getLast()) : List.copyOf(after);
  }

  private static AuthorityKeys keys(List<Taken> taken, Instant now) {
    Taken latest = taken.getLast();
    boolean published = !now.isBefore(latest.at().plus(LEAD));
    Taken signs = published || taken.size() == 1 ? latest : taken.get(taken.size() - 2);
    return AuthorityKeys.signedBy(signs.pair(), taken.stream().map(Taken::pair).toList());
  }

  private List<Taken> read(Map<String, String> fields) throws IOException {
    try {
      List<CertifiedKey> pairs =
          Pem.pairs(fields.getOrDefault(CERTIFICATES, ""), fields.getOrDefault(KEYS, ""));
      List<String> times = fields.getOrDefault(TAKEN, "").lines().toList();
      List<Taken> taken = new ArrayList<>();
      for (int i = 0; i < pairs.size(); i++) {
        // Without a time it is one of control's own making, from before.
        Instant at =
            i < times.size() ? Instant.ofEpochSecond(Long.parseLong(times.get(i))) : Instant.EPOCH;
        taken.add(new Taken(pairs.get(i), at));
      }
      return taken;
    } catch (IOException | NumberFormatException unreadable) {
      throw new IOException(
          shared.place()
              + ": "
              + unreadable.getMessage()
              + "; delete its fields that begin with ca. and they are written anew");
    }
  }

  private static Map<String, String> fields(List<Taken> taken) {
    List<CertifiedKey> pairs = taken.stream().map(Taken::pair).toList();
    StringBuilder times = new StringBuilder();
    taken.forEach(each -> times.append(each.at().getEpochSecond()).append('\n'));
    return Map.of(
        CERTIFICATES,
        Pem.certificates(pairs.stream().map(CertifiedKey::certificate).toList()),
        KEYS,
        Pem.keys(pairs),
        TAKEN,
        times.toString());
  }
}
