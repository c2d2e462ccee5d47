// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.supervisor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.lab.api.Json;
import dev.sallyport.lab.api.Kinds;
import dev.sallyport.lab.api.ObjectStore;
import dev.sallyport.lab.api.Resource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the configuration of the nginx that is the cluster's entry from Ingress objects and the
 * endpoints behind them, and tells it to read it again. Runs on one {@link Follower}.
 */
final class IngressController {
  private static final Logger logger = LoggerFactory.getLogger(IngressController.class);

  private final ObjectStore store;
  private final Certificates certificates;
  private final Ground ground;
  private final IngressStyle style;
  private final Path pid;
  private final Path file;
  private String written = "";

  IngressController(ObjectStore store, Certificates certificates, Ground ground, Path file) {
    this.store = store;
    this.certificates = certificates;
    this.ground = ground;
    this.style = ground.ingress();
    this.pid = style.run().resolve("nginx.pid");
    this.file = file;
  }

  void start() {
    synchronise();
    Follower.start(
        "ingress",
        store,
        Set.of(Kinds.INGRESS, Kinds.SERVICE, Kinds.ENDPOINT_SLICE),
        this::synchronise);
  }

  private void synchronise() {
    try {
      String wanted = render();
      if (!wanted.equals(written)) {
        Files.createDirectories(file.getParent());
        Files.createDirectories(style.run());
        Files.writeString(file, wanted);
        written = wanted;
        reload();
      }
      store.list(Kinds.INGRESS).forEach(this::report);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }

  private void reload() throws IOException {
    if (Files.exists(pid)) {
      String process = Files.readString(pid).strip();
      if (!process.isEmpty()) {
        try {
          new ProcessBuilder("kill", "-HUP", process).inheritIO().start().waitFor();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
    } else {
      logger.debug("nginx does not run yet");
    }
  }

  private void report(Resource ingress) {
    ObjectNode status = Json.object();
    ArrayNode entries = status.putObject("loadBalancer").putArray("ingress");
    ground.entry().stream().limit(1).forEach(ip -> entries.addObject().put("ip", ip));
    if (!status.equals(ingress.at("/status"))) {
      store.change(
          Kinds.INGRESS,
          ingress.namespace(),
          ingress.name(),
          json -> {
            json.set("status", status);
            return json;
          });
    }
  }

  private String render() {
    Map<String, List<JsonNode>> pathsByHost = new TreeMap<>();
    Map<String, String> namespaces = new TreeMap<>();
    for (Resource ingress : store.list(Kinds.INGRESS)) {
      for (JsonNode rule : ingress.items("/spec/rules")) {
        String host = rule.path("host").asText("_");
        namespaces.put(host, ingress.namespace());
        rule.at("/http/paths")
            .forEach(p -> pathsByHost.computeIfAbsent(host, h -> new ArrayList<>()).add(p));
      }
    }
    StringBuilder config =
        new StringBuilder(HEAD.formatted(style.run(), style.unnamed(), style.user()));
    Set<String> upstreams = new TreeSet<>();
    StringBuilder servers = new StringBuilder();
    pathsByHost.forEach(
        (host, paths) ->
            servers.append(
                server(host, namespaces.getOrDefault(host, "default"), paths, upstreams)));
    upstreams.forEach(config::append);
    return config.append(servers).append("}\n").toString();
  }

  private String server(
      String host, String namespace, List<JsonNode> paths, Set<String> upstreams) {
    StringBuilder server = new StringBuilder("  server {\n    " + style.plain() + "\n");
    if (!host.equals("_")) {
      Path chain = certificates.leaf("ingress-" + host, List.of(host));
      server.append("    " + style.tls() + "\n    ssl_certificate " + chain + ";\n");
      server.append(
          "    ssl_certificate_key " + chain.resolveSibling("ingress-" + host + ".key") + ";\n");
    }
    server.append("    server_name " + host + ";\n");
    for (JsonNode path : paths) {
      String service = path.at("/backend/service/name").asText();
      JsonNode port = path.at("/backend/service/port");
      List<String> backends = backends(namespace, service, port);
      String upstream =
          namespace + "-" + service + "-" + port.path("number").asText(port.path("name").asText());
      String match = path.path("pathType").asText().equals("Exact") ? "= " : "";
      server.append("    location " + match + path.path("path").asText("/") + " {\n");
      if (backends.isEmpty()) {
        server.append("      return 503;\n    }\n");
      } else {
        upstreams.add(
            "  upstream "
                + upstream
                + " {\n"
                + String.join("", backends)
                + "    keepalive 32;\n  }\n");
        server.append("      proxy_pass http://" + upstream + ";\n    }\n");
      }
    }
    return server.append("  }\n").toString();
  }

  private List<String> backends(String namespace, String serviceName, JsonNode port) {
    List<String> backends = new ArrayList<>();
    store
        .get(Kinds.SERVICE, namespace, serviceName)
        .flatMap(
            service ->
                service.items("/spec/ports").stream()
                    .filter(
                        p ->
                            p.path("port").asInt() == port.path("number").asInt()
                                || p.path("name").asText("").equals(port.path("name").asText()))
                    .findFirst())
        .ifPresent(
            p -> {
              if (style.throughServices()) {
                addService(namespace, serviceName, p.path("port").asInt(), backends);
              } else {
                addBackends(namespace, serviceName, p.path("name").asText(""), backends);
              }
            });
    return backends;
  }

  private void addService(String namespace, String name, int port, List<String> backends) {
    store
        .get(Kinds.SERVICE, namespace, name)
        .filter(service -> SteerProxy.firstPod(store, service).isPresent())
        .map(service -> ground.reach(store, service, port))
        .ifPresent(
            at -> backends.add("    server " + at.getHostString() + ":" + at.getPort() + ";\n"));
  }

  private void addBackends(String namespace, String service, String port, List<String> backends) {
    for (Resource slice : store.list(Kinds.ENDPOINT_SLICE, namespace)) {
      boolean mine =
          service.equals(slice.labels().get("kubernetes.io/service-name"))
              && slice.text("/addressType").equals("IPv4");
      for (JsonNode p : mine ? slice.items("/ports") : List.<JsonNode>of()) {
        if (p.path("name").asText("").equals(port)) {
          slice.items("/endpoints").stream()
              .filter(e -> e.at("/conditions/ready").asBoolean())
              .forEach(
                  e ->
                      backends.add(
                          "    server "
                              + e.at("/addresses/0").asText()
                              + ":"
                              + p.path("port").asInt()
                              + ";\n"));
        }
      }
    }
  }

  private static final String HEAD =
      """
      %3$s
      worker_processes 1;
      error_log stderr warn;
      pid %1$s/nginx.pid;
      events { worker_connections 4096; }
      http {
        access_log off;
        client_body_temp_path %1$s/body;
        proxy_temp_path %1$s/proxy;
        fastcgi_temp_path %1$s/fastcgi;
        uwsgi_temp_path %1$s/uwsgi;
        scgi_temp_path %1$s/scgi;
        client_max_body_size 16m;
        proxy_http_version 1.1;
        proxy_set_header Connection "";
        proxy_set_header Host $host;
        proxy_set_header X-Real-IP $remote_addr;
        proxy_set_header X-Forwarded-For $remote_addr;
        proxy_set_header X-Forwarded-Proto $scheme;
        proxy_set_header X-Request-ID $request_id;
        proxy_buffering off;
        proxy_read_timeout 60s;
        server { %2$s return 404; }
      """;
}
