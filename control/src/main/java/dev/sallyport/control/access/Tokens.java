// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.access;

/** A way to find out whose a token is. Blocks; safe for any thread. */
interface Tokens {
  Verdict check(String token);
}
