// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.api;

/**
 * One sentence of a policy.
 *
 * @param name its name
 * @param side {@code inbound} or {@code outbound}
 * @param then {@code allow}, {@code deny}, {@code redact}, {@code throttle} or {@code alert}
 */
public record PolicyRuleView(String name, String side, String then) {}
