// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.model.Attribution;
import dev.sallyport.model.CaptureTier;
import dev.sallyport.model.Conversation;
import dev.sallyport.model.Direction;
import dev.sallyport.model.Exchange;
import dev.sallyport.model.ExternalHost;
import dev.sallyport.model.HttpOperation;
import dev.sallyport.model.Layer;
import dev.sallyport.model.Operation;
import dev.sallyport.model.Outcome;
import dev.sallyport.model.Proof;
import dev.sallyport.model.Protocol;
import dev.sallyport.model.RawOperation;
import dev.sallyport.model.Vantage;
import dev.sallyport.model.Visibility;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ExchangeFoldTest {
  private static final String GET = "GET /a HTTP/1.1\r\nHost: shop\r\n\r\n";
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi";
  private static final Conversation KNOWN =
      new Conversation(
          new Attribution(new ExternalHost("a", true), Proof.values()[0]),
          new Attribution(new ExternalHost("b", true), Proof.values()[0]),
          80,
          CaptureTier.values()[0],
          Vantage.SERVER);

  /** One connection with its fold, and all that it reported. */
  private static final class Connection implements ExchangeSink {
    final List<Exchange> exchanges = new ArrayList<>();
    final List<String> moves = new ArrayList<>();
    final ExchangeFold fold = new ExchangeFold(80, 5, ProtocolLimits.DEFAULT, this);
    final ConnectionReader reader =
        new ConnectionReader(80, Optional.empty(), ProtocolLimits.DEFAULT, fold);
    long fromClient;
    long fromServer;
    long reportedFromClient;
    long reportedFromServer;

    Connection says(Direction direction, String text, long nowNanos) {
      byte[] octets = text.getBytes(StandardCharsets.ISO_8859_1);
      if (direction == Direction.FROM_CLIENT) {
        fromClient += octets.length;
      } else {
        fromServer += octets.length;
      }
      if (!reader.finished()) {
        reader.read(direction, Unpooled.wrappedBuffer(octets), nowNanos);
      }
      return this;
    }

    Connection client(String text, long nowNanos) {
      return says(Direction.FROM_CLIENT, text, nowNanos);
    }

    Connection server(String text, long nowNanos) {
      return says(Direction.FROM_SERVER, text, nowNanos);
    }

    Connection known() {
      fold.conversation(KNOWN);
      return this;
    }

    Connection drain() {
      fold.drain(reader, fromClient, fromServer, 50);
      return this;
    }

    Connection closed(Ending ending) {
      fold.closed(reader, ending, fromClient, fromServer, 100);
      return this;
    }

    void addsUp() {
      assertThat(reportedFromClient).isEqualTo(fromClient);
      assertThat(reportedFromServer).isEqualTo(fromServer);
    }

    @Override
    public void exchange(Exchange exchange) {
      exchanges.add(exchange);
      reportedFromClient += exchange.requestBytes();
      reportedFromServer += exchange.responseBytes();
    }

    @Override
    public void moved(
        Conversation conversation,
        Operation operation,
        Visibility visibility,
        long requestBytes,
        long responseBytes) {
      moves.add(operation.key() + " " + requestBytes + " " + responseBytes);
      reportedFromClient += requestBytes;
      reportedFromServer += responseBytes;
    }
  }

  @Test
  void anAnsweredRequestIsOneExchangeWithItsTimes() {
    Connection connection =
        new Connection().known().client(GET, 10).server(OK, 17).closed(Ending.ORDERLY);
    assertThat(connection.exchanges)
        .containsExactly(
            new Exchange(
                KNOWN,
                new HttpOperation("GET", "/a", Protocol.HTTP1),
                new Outcome.Answered(200, false),
                Decoder.UNDERSTOOD,
                31,
                40,
                10,
                7,
                7));
    assertThat(connection.moves).isEmpty();
    connection.addsUp();
  }

  @Test
  void serverErrorsFailAndCallerErrorsDoNot() {
    for (int status : new int[] {200, 302, 404, 429, 500, 503}) {
      Connection connection = new Connection().known().client(GET, 10);
      connection.server("HTTP/1.1 " + status + " X\r\nContent-Length: 0\r\n\r\n", 11);
      assertThat(connection.exchanges.getFirst().outcome())
          .isEqualTo(new Outcome.Answered(status, status >= 500));
    }
  }

  @Test
  void whatFinishedBeforeThePartiesAreKnownIsReportedThen() {
    Connection connection = new Connection().client(GET + GET, 10).server(OK + OK, 11);
    assertThat(connection.exchanges).isEmpty();
    connection.known();
    assertThat(connection.exchanges).hasSize(2);
    connection.closed(Ending.ORDERLY).addsUp();
    assertThat(connection.fold.lost()).isZero();
  }

  @Test
  void whatNobodyClaimsIsCountedAsLost() {
    Connection connection = new Connection();
    for (int i = 0; i < 300; i++) {
      connection.client(GET, 10).server(OK, 11);
    }
    connection.known();
    assertThat(connection.exchanges).hasSize(256);
    assertThat(connection.fold.lost()).isEqualTo(44);
    Connection unknown = new Connection().client(GET, 10).server(OK, 11).closed(Ending.ORDERLY);
    assertThat(unknown.fold.lost()).isEqualTo(1);
  }

  @Test
  void requestsWithoutAWholeAnswerAreResetAtClose() {
    Connection connection =
        new Connection().known().client(GET + GET + "POST /b", 10).server(OK, 11);
    connection.server("HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\npart", 12).closed(Ending.RESET);
    assertThat(connection.exchanges).hasSize(2);
    assertThat(connection.exchanges.get(1).outcome()).isEqualTo(new Outcome.Reset());
    assertThat(connection.exchanges.get(1).latencyNanos()).isEqualTo(2);
    connection.addsUp();
    Connection late = new Connection().known().client(GET, 10).closed(Ending.TIMED_OUT);
    assertThat(late.exchanges.getFirst().outcome()).isEqualTo(new Outcome.TimedOut());
    assertThat(late.exchanges.getFirst().latencyNanos()).isEqualTo(-1);
    Connection unobserved = new Connection().known().client(GET, 10).closed(Ending.UNOBSERVED);
    assertThat(unobserved.exchanges.getFirst().outcome()).isEqualTo(new Outcome.Unseen());
  }

  @Test
  void anOpaqueConnectionIsOneExchangeHoweverOftenItIsDrained() {
    Connection connection =
        new Connection().known().client("\u0001\u0002\u0003\u0004zzzz", 10).drain();
    connection.server("hello", 20).drain().drain().client("more", 30).closed(Ending.ORDERLY);
    assertThat(connection.exchanges).hasSize(1);
    assertThat(connection.exchanges.getFirst().operation())
        .isEqualTo(new RawOperation(Protocol.TCP, 80));
    assertThat(connection.exchanges.getFirst().visibility().sees(Layer.PROTOCOL)).isFalse();
    assertThat(connection.moves).containsExactly("tcp:80 0 5", "tcp:80 4 0");
    connection.addsUp();
  }

  @Test
  void aConnectionWithoutBytesIsStillOneExchange() {
    Connection orderly = new Connection().known().closed(Ending.ORDERLY);
    assertThat(orderly.exchanges).hasSize(1);
    assertThat(orderly.exchanges.getFirst().outcome()).isEqualTo(new Outcome.Unseen());
    Connection refused = new Connection().known().closed(Ending.RESET);
    assertThat(refused.exchanges.getFirst().outcome()).isEqualTo(new Outcome.Reset());
  }

  @Test
  void aConnectionThatStopsBeingUnderstoodSaysSoAndLosesNoBytes() {
    Connection connection = new Connection().known().client(GET, 10).server(OK, 11);
    connection.client(GET + "GET / HTTP/1.1\r\nA : b\r\n\r\n", 12).drain().server(OK + OK, 13);
    connection.drain().closed(Ending.ORDERLY);
    assertThat(connection.exchanges).hasSize(3);
    assertThat(connection.exchanges.get(1).outcome()).isEqualTo(new Outcome.Unseen());
    assertThat(connection.exchanges.get(2).operation())
        .isEqualTo(new RawOperation(Protocol.HTTP1, 80));
    assertThat(connection.exchanges.get(2).visibility().unseen())
        .containsEntry(Layer.OPERATION, "field name is malformed");
    connection.addsUp();
  }

  @Test
  void theBytesOfATunnelBelongToWhatOpenedIt() {
    Connection connection =
        new Connection()
            .known()
            .client("GET /chat HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n", 10)
            .server("HTTP/1.1 101 Switching Protocols\r\n\r\nabc", 11)
            .drain()
            .client("defg", 12)
            .closed(Ending.ORDERLY);
    assertThat(connection.exchanges).hasSize(1);
    assertThat(connection.moves).containsExactly("GET /chat 0 3", "GET /chat 4 0");
    connection.addsUp();
  }

  @Test
  void aStreamThatGoesOnForLongIsReportedOnceAndItsBytesWhenItEnds() {
    String head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    Connection connection = new Connection().known().client(GET, 0).server(head, 5);
    connection.fold.drain(connection.reader, connection.fromClient, connection.fromServer, 9);
    assertThat(connection.exchanges).isEmpty();
    long later = 11_000_000_000L;
    connection.fold.drain(connection.reader, connection.fromClient, connection.fromServer, later);
    connection.fold.drain(connection.reader, connection.fromClient, connection.fromServer, later);
    assertThat(connection.exchanges).hasSize(1);
    assertThat(connection.exchanges.getFirst().outcome())
        .isEqualTo(new Outcome.Answered(200, false));
    assertThat(connection.exchanges.getFirst().latencyNanos()).isEqualTo(5);
    connection.server("2\r\nhi\r\n0\r\n\r\n", later).closed(Ending.ORDERLY);
    assertThat(connection.exchanges).hasSize(1);
    assertThat(connection.moves).containsExactly("GET /a 31 " + (head.length() + 12));
    connection.addsUp();
    Connection cut = new Connection().known().client(GET, 0).server(head, 5);
    cut.fold.drain(cut.reader, cut.fromClient, cut.fromServer, later);
    cut.closed(Ending.RESET);
    assertThat(cut.exchanges).hasSize(1);
    cut.addsUp();
  }
}
