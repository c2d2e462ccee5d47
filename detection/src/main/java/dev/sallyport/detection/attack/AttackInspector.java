// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.attack;

import dev.sallyport.detection.attack.Sample.Role;
import dev.sallyport.detection.text.JsonCompanion;
import dev.sallyport.detection.text.Outline;
import dev.sallyport.detection.text.TextLimits;
import dev.sallyport.model.Direction;
import dev.sallyport.model.Finding.AttackAttempt;
import dev.sallyport.model.Message;
import dev.sallyport.model.Place;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Looks for attacks in messages, one after the other. Holds what one thread needs to do so; not
 * safe for use by several.
 */
public final class AttackInspector {
  private static final Place PATH = Place.of(Place.Part.PATH);

  /** Longest text for a model that is looked at: attacks there count only alone. */
  private static final int PROSE_MAX = 400;

  private final AttackLimits limits;
  private final List<Detector> detectors;
  private final boolean sparing;
  private final Harmless harmless = new Harmless();
  private final Glance glance = new Glance();
  private final Readings readings;
  private final Verdicts verdicts;
  private final HeadReader heads;
  private final BodyReader bodies;
  private final FieldNames names = new FieldNames();
  private final RequestRules requestRules = new RequestRules(names);
  private final LeakDetector leaks;
  private int arguments;
  private int charsLeft;
  private long limitsHit;

  /**
   * @param sparing whether what is harmless at the first look is spared the detectors; findings are
   *     the same without
   * @param outlined whether outlines of bodies are made; findings are the same without
   */
  AttackInspector(
      AttackLimits limits, List<Detector> detectors, boolean sparing, boolean outlined) {
    this.sparing = sparing;
    this.leaks = new LeakDetector(sparing);
    this.limits = limits;
    this.detectors = detectors;
    this.readings = new Readings(limits.layers());
    this.verdicts = new Verdicts(limits.findings());
    this.heads = new HeadReader(this);
    this.bodies = new BodyReader(this, outlined);
  }

  /**
   * Hands out what looks like an attack in a message: for each place and family the surest finding,
   * the surest first.
   */
  public void inspect(Message message, Consumer<AttackAttempt> findings) {
    inspect(message, findings, JsonCompanion.NOBODY);
  }

  /** The same while somebody else looks at the bodies of JSON that are walked over. */
  public void inspect(Message message, Consumer<AttackAttempt> findings, JsonCompanion companion) {
    verdicts.start();
    arguments = 0;
    charsLeft = limits.messageChars();
    if (message.direction() == Direction.FROM_CLIENT) {
      verdicts.at(PATH, 0.5);
      requestRules.examine(message, verdicts);
      SessionRules.examine(message, verdicts);
      heads.request(message);
      bodies.request(message, companion);
    } else {
      leaks.examine(message, verdicts);
    }
    limitsHit += verdicts.end(findings) ? 1 : 0;
  }

  /** Returns how often a limit kept part of a message from being looked at. */
  public long limitsHit() {
    return limitsHit;
  }

  Glance glance() {
    return glance;
  }

  /** Returns whether an argument need not be looked at, which takes no object to tell. */
  boolean spares(
      byte[] bytes, int start, int end, Channel channel, Role role, @Nullable Outline outline) {
    return sparing && harmless.is(bytes, start, end, channel, role, outline);
  }

  /** The same for text of which each character is one byte. */
  boolean spares(CharSequence text, int start, int end, Channel channel, Role role) {
    return sparing && harmless.is(text, start, end, channel, role);
  }

  /** Returns whether text of so many bytes may be too long to be looked at. */
  boolean mayBeLong(int bytes) {
    return sparing && bytes > PROSE_MAX;
  }

  /** Returns whether text for a model is longer than what is looked at there. */
  boolean sparesLong(byte[] bytes, int start, int end, @Nullable Outline outline) {
    return sparing && ModelCalls.longerThan(PROSE_MAX, bytes, start, end, outline);
  }

  /** The same for text with escapes, as it is written; of few it cannot tell. */
  boolean sparesLongEscaped(byte[] bytes, int start, int end, @Nullable Outline outline) {
    return sparing
        && end - start <= TextLimits.DEFAULT.decodedBytes()
        && ModelCalls.surelyLongerEscaped(PROSE_MAX, bytes, start, end, outline);
  }

  /**
   * Returns whether text for a model that was just glanced at reads like a sentence and has no sign
   * of a coding, so that it is its only reading and need not be looked at.
   */
  boolean sparesProse() {
    int codings =
        Glance.PERCENT
            | Glance.AMPERSAND
            | Glance.BACKSLASH
            | Glance.CONTROL
            | Glance.HIGH
            | Glance.LINE_BREAK;
    return sparing && glance.prose() && (glance.signs() & codings) == 0;
  }

  FieldNames names() {
    return names;
  }

  Verdicts verdicts() {
    return verdicts;
  }

  /** Looks at an argument whose ordinary coding is off. */
  void argument(Place place, String value, Channel channel, Role role) {
    if (arguments++ >= limits.arguments()) {
      limitsHit += arguments == limits.arguments() + 1 ? 1 : 0;
      return;
    }
    int most = Math.min(limits.valueChars(), charsLeft);
    String seen = value;
    if (value.length() > most) {
      limitsHit++;
      seen = value.substring(0, most);
    }
    charsLeft -= seen.length();
    boolean hidden = false;
    for (String text : readings.of(seen)) {
      if (text.isEmpty()) {
        continue;
      }
      Sample sample = Sample.of(text, channel, role, hidden, glance);
      double least = sample.document() ? 0.87 : channel.least() + (sample.prose() ? 0.14 : 0);
      if (channel != Channel.PROSE || (!sample.prose() && text.length() <= PROSE_MAX)) {
        verdicts.at(place, Math.min(least, 0.95));
        for (Detector detector : detectors) {
          detector.examine(sample, verdicts);
        }
      }
      hidden = true;
    }
    limitsHit += readings.cut() ? 1 : 0;
  }
}
