// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.api;

/**
 * Something about an operation that the OWASP API Security Top 10 of 2023 warns of.
 *
 * @param risk number of the risk in that list, for example {@code API2:2023}
 * @param operation readable name of the operation
 * @param what what was seen
 * @param evidence the counts and names it rests on
 */
public record ApiFindingView(String risk, String operation, String what, String evidence) {}
