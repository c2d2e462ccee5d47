// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.api;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a policy said of exchanges, by its latest version that was heard of.
 *
 * @param hits exchanges that it had something to say of, as a policy that acts
 * @param allowed exchanges that it allowed
 * @param denied exchanges that it denied
 * @param redacted exchanges of which it had values replaced
 * @param throttled exchanges that it held to a limit
 * @param wouldDeny exchanges that it would have denied if it acted
 * @param wouldChange exchanges that it would have redacted or throttled if it acted
 * @param failedOpen exchanges that passed though they could not be checked or changed
 * @param failedClosed exchanges that were denied because they could not be checked
 * @param lastHit when it last said anything; absent for never
 */
public record PolicyCountsView(
    long hits,
    long allowed,
    long denied,
    long redacted,
    long throttled,
    long wouldDeny,
    long wouldChange,
    long failedOpen,
    long failedClosed,
    @Nullable Instant lastHit) {}
