// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.deploy.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** Serves orders, or asks for them for ever. */
public final class Demo {
  private static final int USAGE_ERROR = 64;
  private static final int ORDERS = 50;
  private static final int CALLS_OF_A_CONNECTION = 20;
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private Demo() {}

  /** Runs {@code serve PORT} or {@code ask URL MILLIS} until the process is ended. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    List<String> words = List.of(arguments);
    if (words.size() == 2 && words.getFirst().equals("serve")) {
      serve(Integer.parseInt(words.get(1)));
    } else if (words.size() == 3 && words.getFirst().equals("ask")) {
      ask(URI.create(words.get(1)), Duration.ofMillis(Long.parseLong(words.get(2))));
    } else {
      System.err.println("usage: serve PORT | ask URL MILLIS");
      System.exit(USAGE_ERROR);
    }
  }

  private static void serve(int port) throws IOException {
    HttpServer server = HttpServer.create(new InetSocketAddress(port), 64);
    server.createContext("/", Demo::answer);
    server.start();
    System.out.println("serving on port " + server.getAddress().getPort());
  }

  private static void answer(HttpExchange exchange) throws IOException {
    exchange.getRequestBody().readAllBytes();
    String path = exchange.getRequestURI().getPath();
    boolean known = path.startsWith("/orders") || path.equals("/healthz");
    byte[] body =
        (known ? "{\"order\":\"" + path + "\",\"state\":\"sent\"}\n" : "{}\n")
            .getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(known ? 200 : 404, body.length);
    try (exchange) {
      exchange.getResponseBody().write(body);
    }
  }

  /** Connects anew now and then, as applications do; a connection is seen from its beginning. */
  private static void ask(URI server, Duration pause) throws InterruptedException {
    for (long number = 0; ; number += CALLS_OF_A_CONNECTION) {
      try (HttpClient client =
          HttpClient.newBuilder()
              .version(HttpClient.Version.HTTP_1_1)
              .connectTimeout(PATIENCE)
              .build()) {
        for (long call = number; call < number + CALLS_OF_A_CONNECTION; call++) {
          ask(client, server.resolve("/orders/" + (1000 + call % ORDERS)), call);
          Thread.sleep(pause);
        }
      }
    }
  }

  private static void ask(HttpClient client, URI order, long number) throws InterruptedException {
    try {
      HttpRequest request = HttpRequest.newBuilder(order).timeout(PATIENCE).build();
      int status = client.send(request, HttpResponse.BodyHandlers.ofString()).statusCode();
      if (status != 200) {
        System.out.println("refused " + order.getPath() + " with " + status);
      } else if (number % ORDERS == 0) {
        System.out.println("asked " + (number + 1) + " times, last answer " + status);
      }
    } catch (IOException e) {
      System.out.println("not answered: " + e.getMessage());
    }
  }
}
