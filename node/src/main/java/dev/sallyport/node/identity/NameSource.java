// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.identity;

/** Where on a connection a name was seen, strongest first. */
public enum NameSource {
  /** The server name of a TLS ClientHello. */
  TLS_SERVER_NAME,
  /** The authority of an HTTP request. */
  HTTP_AUTHORITY
}
