// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApiCommandTest {
  private static final String APIS =
      """
      {"generatedAt":"2026-11-21T20:00:09Z","apis":[{"party":"workload/shop/Deployment/catalog",
       "name":"shop/catalog","operations":2,"callers":1,"exchanges":140,"open":1,"mixed":0,
       "strayExchanges":7,"firstSeen":"2026-11-21T20:00:00Z","lastSeen":"2026-11-21T20:00:09Z"}]}
      """;
  private static final String API =
      """
      {"generatedAt":"2026-11-21T20:00:09Z","party":"workload/shop/Deployment/catalog",
       "name":"shop/catalog","strayExchanges":7,"strayPaths":3,"findings":[{"risk":"API9:2023",
       "operation":"GET /v1/products","what":"old","evidence":"9 calls"}],"operations":[
       %s,%s]}
      """
          .formatted(
              operation(
                  "GET",
                  "/v1/products/{productId}",
                  "open",
                  "{\"200\":117,\"404\":3}",
                  field("request", "query", "full")
                      + ","
                      + field("response", "json", "$.name")
                      + ","
                      + field("response", "json", "$.price.net")
                      + ","
                      + field("response", "json", "$.secret")),
              operation("DELETE", "/v1/products/{productId}", "presented", "{\"204\":20}", ""));
  private static final String SPEC =
      """
      openapi: 3.1.0
      info: {title: t, version: '1'}
      servers: [{url: 'https://catalog.example/v1'}]
      security: [{key: []}]
      paths:
        /products/{id}:
          get:
            responses:
              '200':
                description: one
                content:
                  application/json: {schema: {$ref: '#/components/schemas/Product'}}
        /products:
          get: {responses: {default: {description: all}}}
      components:
        schemas:
          Product:
            allOf:
              - {type: object, properties: {name: {type: string}}}
              - {type: object, properties: {price: {type: object}}}
      """;

  @TempDir Path directory;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    answer("/api/v1/apis", APIS);
    answer("/api/v1/apis/shop/Deployment/catalog", API);
    answer("/api/v1/apis/shop/Deployment/catalog/openapi", "{\"openapi\":\"3.1.0\"}");
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void apisAreListedAndShown() {
    assertThat(run("api", "list")).isZero();
    assertThat(out.toString()).contains("shop/catalog").contains("140");
    assertThat(run("api", "show", "shop/catalog", "--operation", "GET")).isZero();
    assertThat(out.toString())
        .contains("GET /v1/products/{productId}")
        .contains("open")
        .contains("$.price.net")
        .contains("3 paths that do not exist");
  }

  @Test
  void findingsStateTheirEvidence() {
    assertThat(run("api", "findings", "shop/catalog")).isZero();
    assertThat(out.toString()).contains("API9:2023").contains("9 calls");
  }

  @Test
  void anApiIsExported() {
    assertThat(run("api", "export", "shop/catalog")).isZero();
    assertThat(out.toString()).contains("3.1.0");
  }

  @Test
  void anApiThatIsNotThereIsSaid() {
    assertThat(run("api", "show", "shop/nobody")).isEqualTo(CommandFailure.WRONG_USAGE);
    assertThat(err.toString()).contains("workload/shop/Deployment/catalog");
  }

  @Test
  void whatTrafficAndDocumentDisagreeOnIsListedAndFails() throws IOException {
    Path spec = Files.writeString(directory.resolve("api.yaml"), SPEC);
    assertThat(run("api", "diff", "shop/catalog", "--spec", spec.toString())).isEqualTo(1);
    assertThat(out.toString())
        .contains("undocumented")
        .contains("DELETE /v1/products/{productId}")
        .contains("GET /products ")
        .contains("query parameter full is not documented")
        .contains("response field secret is not documented")
        .contains("status 404 is not documented")
        .contains("credentials are documented as demanded")
        .doesNotContain("field name")
        .doesNotContain("field price");
  }

  @Test
  void onlyWhatIsAskedForFails() throws IOException {
    Path spec =
        Files.writeString(directory.resolve("api.yaml"), SPEC.replace("/{id}:", "/{id}/x:"));
    String file = spec.toString();
    assertThat(run("api", "diff", "shop/catalog", "--spec", file, "--fail-on", "changed")).isZero();
    assertThat(run("api", "diff", "shop/catalog", "--spec", file, "--fail-on", "unused"))
        .isEqualTo(1);
  }

  @Test
  void whatIsNoDocumentIsSaid() throws IOException {
    Path spec = Files.writeString(directory.resolve("api.yaml"), "a: b");
    assertThat(run("api", "diff", "shop/catalog", "--spec", spec.toString()))
        .isEqualTo(CommandFailure.WRONG_USAGE);
    assertThat(err.toString()).contains("expected: an OpenAPI 3 document");
  }

  private static String operation(
      String method, String path, String protection, String statuses, String fields) {
    return """
    {"key":"%s %s","method":"%s","path":"%s","protocol":"http","exchanges":120,"errors":3,
     "statuses":%s,"requestBytes":1,"responseBytes":1,"firstSeen":"2026-11-21T20:00:00Z",
     "lastSeen":"2026-11-21T20:00:09Z","callers":[{"party":"workload/shop/Deployment/storefront",
     "name":"shop/storefront","exchanges":120,"errors":3,"lastSeen":"2026-11-21T20:00:09Z"}],
     "versions":[],"protection":"%s","evidence":"117 calls without credentials were accepted",
     "authentication":[{"way":"none","exchanges":120,"accepted":117,"refused":0}],"claims":[],
     "requestTypes":[],"responseTypes":["application/json"],"requestsRead":9,"responsesRead":9,
     "fields":[%s],"fieldsMore":false}"""
        .formatted(method, path, method, path, statuses, protection, fields);
  }

  private static String field(String direction, String in, String name) {
    return """
    {"direction":"%s","in":"%s","name":"%s","types":["string"],"messages":9,"always":true}"""
        .formatted(direction, in, name);
  }

  private void answer(String path, String body) {
    server.createContext(
        path,
        exchange -> {
          boolean known = exchange.getRequestURI().getPath().equals(path);
          byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(known ? 200 : 404, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
  }

  private int run(String... arguments) {
    String[] all = new String[arguments.length + 2];
    System.arraycopy(arguments, 0, all, 0, arguments.length);
    all[arguments.length] = "--server";
    all[arguments.length + 1] = "http://127.0.0.1:" + server.getAddress().getPort();
    return Main.run(
        Map.of("SALLYPORT_TERMINAL", "0"), new PrintWriter(out), new PrintWriter(err, true), all);
  }
}
