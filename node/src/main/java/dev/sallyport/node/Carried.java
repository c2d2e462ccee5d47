// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node;

import dev.sallyport.model.CaptureTier;
import dev.sallyport.model.Conversation;
import dev.sallyport.model.Layer;
import dev.sallyport.model.Vantage;
import dev.sallyport.model.Visibility;
import dev.sallyport.node.capture.CapturedConnection;
import dev.sallyport.node.capture.SteerListener;
import dev.sallyport.node.capture.SteeredConnection;
import dev.sallyport.node.identity.Identification;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;

/**
 * What a tap needs to know of a connection, whichever tier carries it.
 *
 * @param source where it came from
 * @param destination what was dialled; the key under which its protocol is remembered
 * @param port port by which clients know the destination
 * @param openedAtNanos monotonic time at which it was accepted
 * @param tier which way of capture carries it
 * @param vantage at which side it is understood
 * @param atMost what can be seen at best in this tier
 * @param podUid the captured pod; empty in front of a Service or the world
 */
record Carried(
    InetAddress source,
    InetSocketAddress destination,
    int port,
    long openedAtNanos,
    CaptureTier tier,
    Vantage vantage,
    Visibility atMost,
    String podUid) {

  /** Lookups are answered before a connection reaches a listener, by somebody else. */
  private static final Visibility STEERED =
      new Visibility(
          Map.of(
              Layer.NAMES,
              "tier steer: lookups pass by, and so does whatever does not dial the listener"));

  static Carried of(CapturedConnection connection) {
    return new Carried(
        connection.source().getAddress(),
        connection.destination(),
        connection.destination().getPort(),
        connection.openedAtNanos(),
        CaptureTier.NODE,
        connection.vantage(),
        Visibility.full(),
        connection.pod().podUid());
  }

  /**
   * In front of a Service the listener stands on its side, in front of the world on the client's.
   */
  static Carried of(SteeredConnection connection) {
    SteerListener listener = connection.listener();
    return new Carried(
        connection.source().getAddress(),
        listener.listen(),
        listener.port(),
        connection.openedAtNanos(),
        CaptureTier.STEER,
        switch (listener.destination()) {
          case SteerListener.Service ignored -> Vantage.SERVER;
          case SteerListener.Host ignored -> Vantage.CLIENT;
        },
        STEERED,
        "");
  }

  /** Returns the conversation that it is, once its ends are known. */
  Conversation between(Identification ends) {
    return new Conversation(ends.source(), ends.target(), port, tier, vantage);
  }
}
