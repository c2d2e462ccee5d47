// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.identity;

/**
 * Keeps a flood and a replay from being answered: so many datagrams a second, each stamp recent,
 * each try once. Its memory is fixed: of two datagrams that fall on one place the later stays, so a
 * replay is noticed unless that place was taken meanwhile. Confined to one thread.
 */
final class PeerGuard {
  private static final int PLACES = 1 << 15;
  private static final long SECOND_NANOS = 1_000_000_000L;

  private final int perSecondMax;
  private final long windowMillis;
  private final long[] seen = new long[PLACES];
  private long secondStartedNanos = Long.MIN_VALUE;
  private int inSecond;

  PeerGuard(IdentityLimits limits) {
    this.perSecondMax = limits.questionsPerSecondMax();
    this.windowMillis = limits.replayWindow().toMillis();
  }

  /** Returns whether one more datagram may be looked at in this second. */
  boolean hasTime(long nowNanos) {
    if (secondStartedNanos == Long.MIN_VALUE || nowNanos - secondStartedNanos >= SECOND_NANOS) {
      secondStartedNanos = nowNanos;
      inSecond = 0;
    }
    return ++inSecond <= perSecondMax;
  }

  /** Returns whether the question is recent and was not seen before. */
  boolean isFresh(PeerMessage.Ask ask, long wallMillis) {
    long age = wallMillis - ask.stampMillis();
    if (age > windowMillis || age < -windowMillis) {
      return false;
    }
    long mark = mixed(ask.nonce() + ask.attempt());
    int place = (int) mark & (PLACES - 1);
    if (seen[place] == mark) {
      return false;
    }
    seen[place] = mark;
    return true;
  }

  private static long mixed(long bits) {
    long x = (bits ^ (bits >>> 30)) * 0xbf58476d1ce4e5b9L;
    x = (x ^ (x >>> 27)) * 0x94d049bb133111ebL;
    return x ^ (x >>> 31);
  }
}
