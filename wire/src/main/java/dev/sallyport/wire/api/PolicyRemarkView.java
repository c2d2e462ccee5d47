// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.api;

/**
 * Something worth knowing about a policy beside others.
 *
 * @param rule the rule; empty for the policy as a whole
 * @param kind what it is, for example {@code Shadowed}
 * @param message why, as a sentence
 */
public record PolicyRemarkView(String rule, String kind, String message) {}
