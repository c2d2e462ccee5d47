// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.api;

/**
 * Why a policy is refused.
 *
 * @param field the field, for example {@code spec.inbound[0].then.deny.status}
 * @param found what is there; empty when nothing is
 * @param expected what should be
 * @param fix what to do; empty when {@code expected} says it
 */
public record PolicyProblemView(String field, String found, String expected, String fix) {}
