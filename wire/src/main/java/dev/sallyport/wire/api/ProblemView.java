// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.api;

/**
 * Why a request was not served, as {@code application/problem+json} (RFC 9457).
 *
 * @param type stable identifier of the kind of problem, {@code about:blank} when the status says
 *     all
 * @param title short name of the kind
 * @param status HTTP status
 * @param detail what was wrong this time: value and expectation
 */
public record ProblemView(String type, String title, int status, String detail) {}
