// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.enforce;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.sallyport.detection.StandardData;
import dev.sallyport.detection.data.DataLimits;
import dev.sallyport.model.DataClass;
import dev.sallyport.model.Direction;
import dev.sallyport.model.OnFailure;
import dev.sallyport.model.Redaction;
import dev.sallyport.model.Response;
import dev.sallyport.protocol.redaction.RedactionLimits;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Redaction between real programs, at many sizes of what is read at once. */
class RedactionIT {
  /** Words of a stream after which the speaker waits until the first was heard. */
  private static final int SAID_AT_ONCE = 2;

  private static final int[] PIECES = {1, 3, 17, 100, 1460, 65536};
  private static final DataRedactor REDACTOR =
      new DataRedactor(StandardData.sensitiveData(DataLimits.DEFAULT), RedactionLimits.DEFAULT);
  private static final String CARD = "4111 1111 1111 1111";
  private static final String MAIL = "jane.doe@example.com";

  private final Enforcement enforcement = new Enforcement(EnforceLimits.DEFAULT, REDACTOR);

  private void redact(Redaction.Method method, Direction... directions) {
    Redaction redaction =
        new Redaction(
            Set.of(DataClass.CREDIT_CARD, DataClass.EMAIL_ADDRESS), Set.of(directions), method);
    enforcement.apply(
        List.of(
            Policies.inbound(
                OnFailure.CLOSED, false, Policies.onAny(new Response.Redact(redaction)))));
  }

  private static String rows(int count) {
    StringBuilder rows = new StringBuilder("[");
    for (int i = 0; i < count; i++) {
      rows.append(i == 0 ? "" : ",\n ")
          .append("{\"id\":")
          .append(100000 + 7 * i)
          .append(",\"email\":\"")
          .append(MAIL)
          .append("\",\"card\":\"")
          .append(CARD)
          .append("\",\"text\":\"caf\\u00e9 \u00fc ordered on 2026-03-01\"}");
    }
    return rows.append("]\n").toString();
  }

  private static String masked(String text) {
    return text.replace(MAIL, "****.***@*******.***").replace(CARD, "**** **** **** 1111");
  }

  @Test
  void filesOfNginxReachCurlMaskedPackedOrNot(@TempDir Path directory) throws Exception {
    String nginx = RealProgram.path("/usr/sbin/nginx");
    String curl = RealProgram.path("/usr/bin/curl");
    String body = rows(200);
    Files.writeString(directory.resolve("rows.json"), body);
    Files.writeString(directory.resolve("plain.json"), "{\"id\":4111111111111112}");
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream to = new GZIPOutputStream(packed)) {
      to.write(body.getBytes(UTF_8));
    }
    Files.write(directory.resolve("packed.json"), packed.toByteArray());
    int port = RealProgram.freePort();
    Path config = directory.resolve("nginx.conf");
    Files.writeString(
        config,
        "daemon off; master_process off; pid %1$s/pid; error_log stderr; events {} http { access_log off; client_body_temp_path %1$s/b; proxy_temp_path %1$s/p; fastcgi_temp_path %1$s/f; uwsgi_temp_path %1$s/u; scgi_temp_path %1$s/s; types { application/json json; } gzip on; gzip_types *; server { listen 127.0.0.1:%2$d; root %1$s; location /packed.json { gzip off; add_header Content-Encoding gzip; } } }"
            .formatted(directory, port));
    Process server =
        RealProgram.start(port, List.of(nginx, "-c", config.toString(), "-e", "stderr"));
    try {
      redact(Redaction.Method.MASK, Direction.FROM_SERVER);
      for (int piece : PIECES) {
        try (GuardedRelay relay = new GuardedRelay(enforcement, port, piece)) {
          String at = "http://127.0.0.1:" + relay.port();
          for (String path : List.of("/rows.json", "/packed.json")) {
            String got =
                RealProgram.run("", curl, "-s", "--compressed", "--max-time", "30", at + path);
            assertThat(
                    new String(got.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1), UTF_8))
                .as("%s in pieces of %d", path, piece)
                .isEqualTo(masked(body));
          }
          // Several on one connection, a part of one, and one with nothing to replace.
          String several =
              RealProgram.run(
                  "",
                  curl,
                  "-s",
                  "-i",
                  "--max-time",
                  "30",
                  "-r",
                  "0-9",
                  at + "/rows.json",
                  at + "/plain.json");
          assertThat(several)
              .contains("200 OK", "4111111111111112")
              .doesNotContain(MAIL, CARD, "206");
        }
      }
    } finally {
      RealProgram.stop(server);
    }
  }

  @Test
  void streamIsMaskedWhileItIsSpokenAndItsFirstWordsDoNotWaitForMore() throws Exception {
    List<String> words =
        List.of(
            "Hello ",
            "there, ",
            "the ",
            "card ",
            "41",
            "11 11",
            "11 1111 11",
            "11 of ",
            "ja",
            "ne.d",
            "oe@exa",
            "mple.com",
            " is ",
            "known.");
    AtomicReference<CountDownLatch> heard = new AtomicReference<>();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 5);
    server.setExecutor(Executors.newCachedThreadPool(Thread.ofPlatform().daemon().factory()));
    server.createContext(
        "/",
        exchange -> {
          exchange.getResponseHeaders().add("Content-Type", "text/event-stream");
          exchange.sendResponseHeaders(200, 0);
          try (OutputStream to = exchange.getResponseBody()) {
            for (int i = 0; i < words.size(); i++) {
              // Whoever keeps words back until more come would wait for ever.
              if (i == SAID_AT_ONCE && !heard.get().await(60, TimeUnit.SECONDS)) {
                return;
              }
              to.write(
                  ("data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\""
                          + words.get(i)
                          + "\"},\"finish_reason\":null}]}\n\n")
                      .getBytes(UTF_8));
              to.flush();
              Thread.sleep(5);
            }
            to.write("data: [DONE]\n\n".getBytes(UTF_8));
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    server.start();
    try {
      redact(Redaction.Method.MASK, Direction.FROM_SERVER);
      for (int piece : PIECES) {
        heard.set(new CountDownLatch(1));
        try (GuardedRelay relay =
                new GuardedRelay(enforcement, server.getAddress().getPort(), piece);
            Socket client = new Socket(InetAddress.getLoopbackAddress(), relay.port())) {
          client
              .getOutputStream()
              .write("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".getBytes(UTF_8));
          BufferedReader in =
              new BufferedReader(new InputStreamReader(client.getInputStream(), UTF_8));
          StringBuilder text = new StringBuilder();
          for (String line = in.readLine(); line != null; line = in.readLine()) {
            if (line.startsWith("data: {")) {
              heard.get().countDown();
              text.append(line.replaceAll(".*\"content\":\"([^\"]*)\".*", "$1"));
            }
          }
          assertThat(text)
              .as("pieces of %d", piece)
              .hasToString(
                  "Hello there, the card **** **** **** 1111 of ****.***@*******.*** is known.");
        }
      }
    } finally {
      server.stop(0);
    }
  }

  @Test
  void tokensReachTheServerAndValuesComeBackToTheClient() throws Exception {
    String curl = RealProgram.path("/usr/bin/curl");
    AtomicReference<String> seen = new AtomicReference<>("");
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 5);
    server.createContext(
        "/",
        exchange -> {
          byte[] body = exchange.getRequestBody().readAllBytes();
          seen.set(new String(body, UTF_8));
          exchange.getResponseHeaders().add("Content-Type", "application/json");
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    try {
      redact(Redaction.Method.TOKEN, Direction.FROM_CLIENT);
      for (int piece : PIECES) {
        try (GuardedRelay relay =
            new GuardedRelay(enforcement, server.getAddress().getPort(), piece)) {
          String sent =
              "{\"email\":\"" + MAIL + "\",\"card\":\"" + CARD + "\",\"again\":\"" + CARD + "\"}";
          String back =
              RealProgram.run(
                  "",
                  curl,
                  "-s",
                  "--max-time",
                  "30",
                  "-H",
                  "Content-Type: application/json",
                  "-d",
                  sent,
                  "http://127.0.0.1:" + relay.port() + "/");
          assertThat(back).isEqualTo(sent);
          assertThat(seen.get())
              .hasSameSizeAs(sent)
              .doesNotContain(MAIL, CARD)
              .matches("\\{\"email\":\"[a-z.@]{20}\",\"card\":\"([0-9 ]{19})\",\"again\":\"\\1\"}");
        }
      }
    } finally {
      server.stop(0);
    }
  }

  @Test
  void rowsReachPsqlMaskedAndStatementsWork() throws Exception {
    String bin = "";
    try (Stream<Path> all =
        Files.list(
            Path.of(RealProgram.path("/usr/bin/psql").isEmpty() ? "" : "/usr/lib/postgresql"))) {
      bin = all.max(Comparator.naturalOrder()).map(each -> each + "/bin/").orElse("");
    }
    String initdb = RealProgram.path(bin + "initdb");
    Path directory = Files.createTempDirectory(Path.of("/tmp"), "sallyport-redaction");
    Process server = null;
    try {
      RealProgram.run("", "chown", "postgres", directory.toString());
      RealProgram.run(
          "",
          RealProgram.asPostgres(
                  initdb, "-D", directory + "/data", "-A", "trust", "-U", "shop", "--no-sync")
              .toArray(String[]::new));
      int port = RealProgram.freePort();
      server =
          RealProgram.start(
              port,
              RealProgram.asPostgres(
                  bin + "postgres",
                  "-D",
                  directory + "/data",
                  "-p",
                  "" + port,
                  "-h",
                  "127.0.0.1",
                  "-k",
                  directory.toString(),
                  "-c",
                  "fsync=off"));
      String ready = "";
      for (int i = 0; i < 100 && !ready.contains("accepting"); i++) {
        ready = RealProgram.run("", bin + "pg_isready", "-h", "127.0.0.1", "-p", "" + port);
      }
      psql(
          bin,
          port,
          "CREATE TABLE c (id int primary key, card text, n numeric, doc jsonb); INSERT INTO c SELECT i, '"
              + CARD
              + "', 4111111111111111, '{\"email\":\""
              + MAIL
              + "\"}' FROM generate_series(1, 50) i;");
      redact(Redaction.Method.MASK, Direction.FROM_SERVER);
      String sql =
          "SELECT id, card, n, doc FROM c ORDER BY id;\nPREPARE p AS SELECT card FROM c WHERE id = $1;\nEXECUTE p(7);\nINSERT INTO c (id, card) VALUES (7, 'x');\nCOPY (SELECT card FROM c LIMIT 2) TO STDOUT;\nSELECT count(*) FROM c WHERE card = '"
              + CARD
              + "';\n";
      String plain = psql(bin, port, sql);
      assertThat(plain).contains(CARD, MAIL);
      for (int piece : PIECES) {
        try (GuardedRelay relay = new GuardedRelay(enforcement, port, piece)) {
          assertThat(psql(bin, relay.port(), sql))
              .as("pieces of %d", piece)
              .isEqualTo(masked(plain).replace("4111111111111111", "1000000000000000"));
        }
      }
      assertThat(enforcement.counters().get("redacted_credit_card")).isPositive();
    } finally {
      if (server != null) {
        RealProgram.stop(server);
      }
      RealProgram.run("", "rm", "-rf", directory.toString());
    }
  }

  private static String psql(String bin, int port, String sql) throws Exception {
    return RealProgram.run(
        sql,
        bin + "psql",
        "-X",
        "-q",
        "-h",
        "127.0.0.1",
        "-p",
        "" + port,
        "-U",
        "shop",
        "postgres");
  }
}
