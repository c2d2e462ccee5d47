// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.model.Layer;
import dev.sallyport.model.Observation;
import dev.sallyport.model.Protocol;
import dev.sallyport.protocol.Program;
import dev.sallyport.protocol.TappedRelay;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** nginx with curl, plain and encrypted, both versions of HTTP. */
class HttpIT {
  @TempDir static Path directory;
  private static Process server;
  private static int plainPort;
  private static int http2Port;
  private static int tlsPort;

  @BeforeAll
  static void startServer() throws Exception {
    String nginx = Program.path("/usr/sbin/nginx");
    plainPort = Program.freePort();
    http2Port = Program.freePort();
    tlsPort = Program.freePort();
    Program.run(
        "",
        List.of(
            Program.path("/usr/bin/openssl"),
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-nodes",
            "-days",
            "2",
            "-subj",
            "/CN=shop.example",
            "-addext",
            "subjectAltName=DNS:shop.example,DNS:www.shop.example",
            "-keyout",
            directory + "/key.pem",
            "-out",
            directory + "/cert.pem"));
    Files.writeString(directory.resolve("big.txt"), "0123456789".repeat(50_000));
    Path config = directory.resolve("nginx.conf");
    Files.writeString(
        config,
        """
        daemon off; master_process off; pid %1$s/pid; error_log /dev/null;
        events { worker_connections 256; }
        http {
          access_log off; client_body_temp_path %1$s/a; proxy_temp_path %1$s/b;
          fastcgi_temp_path %1$s/c; uwsgi_temp_path %1$s/d; scgi_temp_path %1$s/e;
          gzip on; gzip_types *; gzip_min_length 1;
          server {
            listen 127.0.0.1:%2$d; listen 127.0.0.1:%3$d http2; listen 127.0.0.1:%4$d ssl http2;
            ssl_protocols TLSv1.2 TLSv1.3; ssl_certificate %1$s/cert.pem; ssl_certificate_key %1$s/key.pem;
            root %1$s;
            location /ok { return 200 "fine\\n"; }
            location /gone { return 204; }
            location /bad { return 503; }
          }
        }
        """
            .formatted(directory, plainPort, http2Port, tlsPort));
    server =
        Program.start(
            plainPort, List.of(nginx, "-c", config.toString(), "-p", directory.toString()));
  }

  @AfterAll
  static void stopServer() throws Exception {
    if (server != null) {
      Program.stop(server);
    }
  }

  private static void curl(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(Program.path("/usr/bin/curl"), "-s", "-S"));
    command.addAll(List.of(arguments));
    assertThat(Program.run("", command)).doesNotContain("curl:");
  }

  private static void callAll(int port, String... more) throws Exception {
    String base = "http://127.0.0.1:" + port;
    List<String> arguments = new ArrayList<>(List.of(more));
    arguments.addAll(
        List.of(
            base + "/ok/17",
            base + "/gone",
            base + "/bad",
            base + "/missing/ada@example.com",
            base + "/big.txt",
            "--next"));
    arguments.addAll(List.of(more));
    arguments.addAll(List.of("-s", "--compressed", base + "/big.txt", "--next"));
    arguments.addAll(List.of(more));
    arguments.addAll(List.of("-s", "-I", base + "/big.txt", "--next"));
    arguments.addAll(List.of(more));
    arguments.addAll(
        List.of("-s", "-X", "POST", "-d", "x".repeat(3000), base + "/ok", "-o", "/dev/null"));
    curl(arguments.toArray(String[]::new));
  }

  private static final String CALLED =
      "{GET /bad failed=1, GET /big.txt=2, GET /gone=1, GET /missing/{id}=1, GET /ok/{id}=1,"
          + " HEAD /big.txt=1, POST /ok=1}";

  @Test
  void curlOverHttp1IsUnderstood() throws Exception {
    try (TappedRelay relay = new TappedRelay(plainPort)) {
      callAll(relay.port(), "--http1.1");
      assertThat(relay.counts().toString()).isEqualTo(CALLED);
      for (TappedRelay.Connection each : relay.ended()) {
        assertThat(each.reader.visibility().sees(Layer.OPERATION)).isTrue();
        assertThat(each.addsUp()).isTrue();
      }
    }
  }

  private static void understoodAsHttp2(TappedRelay relay) throws InterruptedException {
    for (TappedRelay.Connection each : relay.ended()) {
      assertThat(each.reader.protocol()).isEqualTo(Protocol.HTTP2);
      assertThat(each.reader.visibility().sees(Layer.OPERATION)).isTrue();
      assertThat(each.addsUp()).isTrue();
    }
  }

  @Test
  void curlOverHttp2IsUnderstood() throws Exception {
    try (TappedRelay relay = new TappedRelay(http2Port)) {
      String base = "http://127.0.0.1:" + relay.port();
      curl("--http2-prior-knowledge", base + "/ok/17");
      curl("--http2-prior-knowledge", base + "/bad");
      curl("--http2-prior-knowledge", "-I", base + "/big.txt");
      curl("--http2-prior-knowledge", "-X", "DELETE", base + "/ok");
      assertThat(relay.counts().toString())
          .isEqualTo("{DELETE /ok=1, GET /bad failed=1, GET /ok/{id}=1, HEAD /big.txt=1}");
      understoodAsHttp2(relay);
    }
  }

  @Test
  void everyStreamOfAMultiplexedLoadIsCounted() throws Exception {
    try (TappedRelay relay = new TappedRelay(http2Port)) {
      String printed =
          Program.run(
              "",
              List.of(
                  Program.path("/usr/bin/h2load"),
                  "-n",
                  "2000",
                  "-c",
                  "3",
                  "-m",
                  "50",
                  "http://127.0.0.1:" + relay.port() + "/ok/1"));
      assertThat(printed).contains("2000 succeeded");
      assertThat(relay.counts().toString()).isEqualTo("{GET /ok/{id}=2000}");
      understoodAsHttp2(relay);
    }
  }

  @Test
  void largeParallelAnswersAreToldApart() throws Exception {
    try (TappedRelay relay = new TappedRelay(http2Port)) {
      String printed =
          Program.run(
              "",
              List.of(
                  Program.path("/usr/bin/h2load"),
                  "-n",
                  "60",
                  "-c",
                  "1",
                  "-m",
                  "20",
                  "http://127.0.0.1:" + relay.port() + "/big.txt"));
      assertThat(printed).contains("60 succeeded");
      assertThat(relay.counts().toString()).isEqualTo("{GET /big.txt=60}");
      understoodAsHttp2(relay);
    }
  }

  @Test
  void aLoadIsCountedToTheLastRequest() throws Exception {
    try (TappedRelay relay = new TappedRelay(plainPort)) {
      StringBuilder config = new StringBuilder();
      for (int i = 0; i < 500; i++) {
        config.append("url=http://127.0.0.1:").append(relay.port()).append("/ok/").append(i);
        config.append("\noutput=/dev/null\n");
      }
      Program.run(config.toString(), List.of(Program.path("/usr/bin/curl"), "-s", "-K", "-"));
      assertThat(relay.counts().toString()).isEqualTo("{GET /ok/{id}=500}");
    }
  }

  @Test
  void tlsShowsNamesOnly() throws Exception {
    for (String version : List.of("1.2", "1.3")) {
      try (TappedRelay relay = new TappedRelay(tlsPort)) {
        curl(
            "-k",
            "--tlsv" + version,
            "--tls-max",
            version,
            "-o",
            "/dev/null",
            "--connect-to",
            "shop.example:443:127.0.0.1:" + relay.port(),
            "https://shop.example/ok");
        TappedRelay.Connection connection = relay.ended().getFirst();
        assertThat(connection.reader.protocol()).isEqualTo(Protocol.TLS);
        assertThat(connection.reader.visibility().unseen())
            .containsEntry(Layer.OPERATION, "encrypted with TLS " + version)
            .doesNotContainKey(Layer.NAMES);
        assertThat(connection.exchanges).hasSize(1);
        assertThat(connection.addsUp()).isTrue();
        List<String> names = new ArrayList<>();
        for (Observation each : connection.observations) {
          if (each instanceof Observation.NameSeen name) {
            names.add(name.source() + " " + name.name());
          }
        }
        assertThat(names)
            .containsExactlyElementsOf(
                version.equals("1.3")
                    ? List.of("SNI shop.example")
                    : List.of(
                        "SNI shop.example",
                        "CERTIFICATE shop.example",
                        "CERTIFICATE www.shop.example"));
      }
    }
  }
}
