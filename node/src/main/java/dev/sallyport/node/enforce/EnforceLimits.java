// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.enforce;

import dev.sallyport.protocol.ProtocolLimits;
import java.time.Duration;

/**
 * The bounds of acting inline.
 *
 * @param requestBytes bytes of requests held on one connection; a request that is to be looked into
 *     whole and is larger follows {@code onFailure}. A client that sends more is not read from.
 *     Default 256 KiB
 * @param answerBytes the same of answers. Default 256 KiB
 * @param exchanges exchanges of one connection of which a decision is remembered until they are
 *     counted. Default 1,024
 * @param presumedExchanges exchanges of one connection of which a decision is remembered while its
 *     ends are only presumed; further ones are decided and not remembered, as they are lost for
 *     counting, too. As many as are kept until the ends are told. Default 256
 * @param endsWait longest time that bytes are held because it is not known who the ends are; then
 *     {@code onFailure} counts. Above the longest time that identity takes by itself. Default 5 s
 * @param recognitionWait longest time that the first bytes are held because they do not show what
 *     they are. They pass then if the policies allow connections that are not understood. Default
 *     50 ms
 * @param contentWait longest time that an exchange is held because its content has not come whole;
 *     then {@code onFailure} counts. Ends waiting for streams without end. Default 10 s
 * @param callers callers, or callers with their operations, that have a bucket of their own on this
 *     node; when full the one not used for longest is forgotten. Default 16,384
 */
public record EnforceLimits(
    int requestBytes,
    int answerBytes,
    int exchanges,
    int presumedExchanges,
    Duration endsWait,
    Duration recognitionWait,
    Duration contentWait,
    int callers) {
  /** The limits used when nothing else is configured. */
  public static final EnforceLimits DEFAULT =
      new EnforceLimits(
          256 << 10,
          256 << 10,
          1024,
          ProtocolLimits.DEFAULT.unclaimedExchanges(),
          Duration.ofSeconds(5),
          Duration.ofMillis(50),
          Duration.ofSeconds(10),
          16_384);
}
