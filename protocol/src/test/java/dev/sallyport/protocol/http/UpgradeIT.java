// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.sallyport.model.Layer;
import dev.sallyport.model.Protocol;
import dev.sallyport.protocol.Program;
import dev.sallyport.protocol.TappedRelay;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Java's client and a server that takes the upgrade to HTTP/2 it offers. */
class UpgradeIT {
  @Test
  void everyRequestIsCountedAcrossTheUpgrade() throws Exception {
    String nghttpx = Program.path("/usr/sbin/nghttpx", "/usr/bin/nghttpx");
    HttpServer behind =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    behind.createContext("/", UpgradeIT::handle);
    behind.start();
    int port = Program.freePort();
    Process server =
        Program.start(
            port,
            List.of(
                nghttpx,
                "--frontend=127.0.0.1," + port + ";no-tls",
                "--conf=/dev/null",
                "--backend=127.0.0.1," + behind.getAddress().getPort(),
                "--single-process"));
    try (TappedRelay relay = new TappedRelay(port)) {
      try (HttpClient client = HttpClient.newHttpClient()) {
        for (int i = 0; i < 50; i++) {
          HttpRequest request =
              HttpRequest.newBuilder(
                      URI.create("http://127.0.0.1:" + relay.port() + "/big.txt?" + i))
                  .build();
          HttpResponse<Void> answer = client.send(request, HttpResponse.BodyHandlers.discarding());
          assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
        }
      }
      for (TappedRelay.Connection each : relay.ended()) {
        assertThat(each.reader.visibility().unseen()).doesNotContainKey(Layer.OPERATION);
        assertThat(each.reader.protocol()).isEqualTo(Protocol.HTTP2);
        assertThat(each.addsUp()).isTrue();
      }
      assertThat(relay.counts().toString()).isEqualTo("{GET /big.txt=50}");
    } finally {
      Program.stop(server);
      behind.stop(0);
    }
  }

  private static void handle(HttpExchange exchange) throws IOException {
    byte[] body = new byte[50_000];
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }
}
