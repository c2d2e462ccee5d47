// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol;

/**
 * The bounds of understanding one connection. When one is reached the connection is carried on but
 * no longer understood, and {@link ConnectionReader#limitHit()} names the bound.
 *
 * @param recognitionBytes bytes of one direction kept while the protocol is not recognised; then it
 *     is given up. Prevents holding memory for peers that dribble. Default 512
 * @param headBytes largest HTTP head, request line included. Only a head that is split over reads
 *     is held. Prevents gigabyte headers. Default 64 KiB
 * @param headers header fields in one head or in one trailer section. Default 200
 * @param trailerBytes all trailer fields after a chunked body. Default 8 KiB
 * @param pipelined requests without an answer on one HTTP/1.1 connection. Default 128
 * @param interimAnswers 1xx answers before the final one. Default 32
 * @param handshakeBytes bytes of a TLS handshake that are looked at for each direction. Default 32
 *     KiB
 * @param messageBytes largest message of a data store's protocol that is held to be understood;
 *     longer ones are counted by their head only. Default 16 KiB
 * @param valueBytes the same where what it carries is looked into; longer ones are looked into so
 *     far. Beyond 48 KiB all connections of an event loop share 4 MiB. Default 1 MiB
 * @param prepared statements remembered by name on one data store connection. Default 512
 * @param streams multiplexed streams open at once on one connection. Default 1,024
 * @param headerTableBytes largest HPACK table a peer may ask for. Default 64 KiB
 * @param unclaimedExchanges finished exchanges kept while it is not known who the parties are.
 *     Default 256
 */
public record ProtocolLimits(
    int recognitionBytes,
    int headBytes,
    int headers,
    int trailerBytes,
    int pipelined,
    int interimAnswers,
    int handshakeBytes,
    int messageBytes,
    int valueBytes,
    int prepared,
    int streams,
    int headerTableBytes,
    int unclaimedExchanges) {

  /** The limits used when nothing else is configured. */
  public static final ProtocolLimits DEFAULT =
      new ProtocolLimits(
          512, 64 << 10, 200, 8 << 10, 128, 32, 32 << 10, 16 << 10, 1 << 20, 512, 1024, 64 << 10,
          256);

  public ProtocolLimits {
    atLeast("recognitionBytes", recognitionBytes, 64);
    atLeast("headBytes", headBytes, 256);
    atLeast("headers", headers, 1);
    atLeast("trailerBytes", trailerBytes, 2);
    atLeast("pipelined", pipelined, 1);
    atLeast("interimAnswers", interimAnswers, 0);
    atLeast("handshakeBytes", handshakeBytes, 512);
    atLeast("messageBytes", messageBytes, 256);
    atLeast("valueBytes", valueBytes, messageBytes);
    atLeast("prepared", prepared, 1);
    atLeast("streams", streams, 1);
    atLeast("headerTableBytes", headerTableBytes, 4096);
    atLeast("unclaimedExchanges", unclaimedExchanges, 1);
  }

  private static void atLeast(String name, int value, int least) {
    if (value < least) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: >= " + least + ")");
    }
  }
}
