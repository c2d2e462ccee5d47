// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.http;

/**
 * Where a connection of HTTP/2 stands on which bytes have passed already.
 *
 * @param fromClient bytes of the client's frame under way that are still to come
 * @param fromServer the same of the server's
 * @param lastStream the last stream that the client opened
 * @param clientWindow bytes that the client may send on a new stream before the server takes them
 */
public record Http2Position(int fromClient, int fromServer, int lastStream, long clientWindow) {}
