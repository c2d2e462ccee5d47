// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.model;

/**
 * How a request says who sends it, as far as the request itself shows. Numbers in stored summaries
 * are the places in this list: new kinds go to its end.
 */
public enum Authentication {
  /** Nothing that is known to say it; a network, a mesh or a secret in the path still may. */
  NONE,
  /** A bearer token that says nothing of itself. */
  BEARER,
  /** A bearer token that is a JSON Web Token. */
  JWT,
  /** A key in a field or parameter of its own. */
  API_KEY,
  /** Name and password with each request. */
  BASIC,
  /** HTTP Digest. */
  DIGEST,
  /** A cookie whose name says that it holds a session. */
  COOKIE,
  /** A signature over the request or its URL. */
  SIGNATURE,
  /** A certificate of the client, as a proxy in front reports it. */
  MUTUAL_TLS,
  /** Kerberos or NTLM. */
  NEGOTIATE
}
