// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.model.Protocol;
import dev.sallyport.protocol.checkpoint.CheckedRelay;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real server, some of whose commands are refused. */
class RedisCheckpointIT {
  @TempDir static Path directory;
  private static RedisServer server;

  @BeforeAll
  static void startServer() throws Exception {
    server = RedisServer.start(directory);
  }

  @AfterAll
  static void stopServer() throws Exception {
    if (server != null) {
      server.stop();
    }
  }

  private static CheckedRelay relay() throws Exception {
    return new CheckedRelay(
        Protocol.REDIS,
        server.port(),
        name -> name.startsWith("FLUSHALL") || name.startsWith("DEL") || name.endsWith(" secret"));
  }

  @Test
  void aRefusedCommandDoesNothingAndTheSessionGoesOn() throws Exception {
    for (String version : List.of("-2", "-3")) {
      try (CheckedRelay relay = relay()) {
        RedisServer.client(server.port(), version, "FLUSHALL\nSET secret:1 hidden\n");
        String printed =
            RedisServer.client(
                relay.port(),
                version,
                "SET a:1 x\nFLUSHALL\nGET a:1\nGET secret:1\nDEL a:1 b:1\nEVAL 'return 5' 0\n"
                    + "EVAL 'return 6' 1 secret:1\n");
        assertThat(printed)
            .contains("OK", "NOPERM denied by policy shop/no-drop (decision 7)", "x", "5")
            .doesNotContain("hidden", "sallyport_refused", "6");
        assertThat(RedisServer.client(server.port(), version, "GET a:1\nGET secret:1\n"))
            .contains("x", "hidden");
        assertThat(relay.connections()).isEqualTo(1);
        assertThat(relay.lost).isEmpty();
      }
    }
  }

  @Test
  void aTransactionFailsWhenOneOfItsCommandsIsRefused() throws Exception {
    try (CheckedRelay relay = relay()) {
      RedisServer.client(server.port(), "-2", "SET t:1 before\n");
      String printed =
          RedisServer.client(
              relay.port(), "-2", "MULTI\nSET t:1 after\nDEL t:1\nEXEC\nSET t:2 later\nGET t:2\n");
      assertThat(printed).contains("NOPERM", "EXECABORT", "later");
      assertThat(RedisServer.client(server.port(), "-2", "GET t:1\n")).contains("before");
    }
  }

  @Test
  void pipelinesBlockedCommandsAndSubscriptionsKeepTheirOrder() throws Exception {
    try (CheckedRelay relay = relay().late();
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), relay.port())) {
      socket.setSoTimeout(60_000);
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
      socket
          .getOutputStream()
          .write(
              ("SET p:1 x\r\nBLPOP queue:1 0\r\nFLUSHALL\r\nGET p:1\r\nSUBSCRIBE news\r\n"
                      + "FLUSHALL\r\nUNSUBSCRIBE\r\nGET secret:1\r\nPING\r\n")
                  .getBytes(StandardCharsets.UTF_8));
      assertThat(in.readLine()).isEqualTo("+OK");
      RedisServer.client(server.port(), "-2", "RPUSH queue:1 job\n");
      StringBuilder said = new StringBuilder();
      for (String line = in.readLine(); !line.equals("+PONG"); line = in.readLine()) {
        said.append(line).append(' ');
      }
      String refused = "-NOPERM denied by policy shop/no-drop (decision 7) ";
      assertThat(said.toString())
          .isEqualTo(
              "*2 $7 queue:1 $3 job "
                  + refused
                  + "$1 x *3 $9 subscribe $4 news :1 "
                  + refused
                  + "*3 $11 unsubscribe $4 news :0 "
                  + refused);
    }
  }

  @Test
  void aPipelinedLoadPassesWhole() throws Exception {
    try (CheckedRelay relay = relay()) {
      String printed = RedisServer.load(relay.port());
      assertThat(printed).contains("GET:").doesNotContain("Error");
      assertThat(relay.lost).isEmpty();
    }
  }
}
