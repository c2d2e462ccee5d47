// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.api;

/**
 * One way in which calls said who sends them.
 *
 * @param way none, bearer, jwt, api-key, basic, digest, cookie, signature, mutual-tls or negotiate
 * @param exchanges calls that did so
 * @param accepted of them, answered with success
 * @param refused of them, answered 401 or 403
 */
public record AuthenticationView(String way, long exchanges, long accepted, long refused) {}
