// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.supervisor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.lab.api.Json;
import dev.sallyport.lab.api.Kinds;
import dev.sallyport.lab.api.ObjectStore;
import dev.sallyport.lab.api.Resource;
import dev.sallyport.lab.network.Addresses;
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
  private static final Path PID = Path.of("/run/ingress-nginx/nginx.pid");

  private final ObjectStore store;
  private final Certificates certificates;
  private final Path file;
  private String written = "";

  IngressController(ObjectStore store, Certificates certificates, Path file) {
    this.store = store;
    this.certificates = certificates;
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
        Files.createDirectories(PID.getParent());
        Files.writeString(file, wanted);
        written = wanted;
        reload();
      }
      store.list(Kinds.INGRESS).forEach(this::report);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }

  private static void reload() throws IOException {
    if (Files.exists(PID)) {
      String pid = Files.readString(PID).strip();
      if (!pid.isEmpty()) {
        try {
          new ProcessBuilder("kill", "-HUP", pid).inheritIO().start().waitFor();
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
    status.putObject("loadBalancer").putArray("ingress").addObject().put("ip", Addresses.INGRESS4);
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
    StringBuilder config = new StringBuilder(HEAD);
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
    StringBuilder server = new StringBuilder("  server {\n    listen 80;\n    listen [::]:80;\n");
    if (!host.equals("_")) {
      Path chain = certificates.leaf("ingress-" + host, List.of(host));
      server.append(
          "    listen 443 ssl;\n    listen [::]:443 ssl;\n    ssl_certificate " + chain + ";\n");
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
        .map(p -> p.path("name").asText(""))
        .ifPresent(name -> addBackends(namespace, serviceName, name, backends));
    return backends;
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
      user root;
      worker_processes 1;
      error_log stderr warn;
      pid /run/ingress-nginx/nginx.pid;
      events { worker_connections 4096; }
      http {
        access_log off;
        client_body_temp_path /run/ingress-nginx/body;
        proxy_temp_path /run/ingress-nginx/proxy;
        fastcgi_temp_path /run/ingress-nginx/fastcgi;
        uwsgi_temp_path /run/ingress-nginx/uwsgi;
        scgi_temp_path /run/ingress-nginx/scgi;
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
        server { listen 80 default_server; listen [::]:80 default_server; return 404; }
      """;
}
