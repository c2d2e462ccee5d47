// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.cli.scan;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.model.ExternalHost;
import dev.sallyport.model.HttpOperation;
import dev.sallyport.model.Layer;
import dev.sallyport.model.MessageOperation;
import dev.sallyport.model.Operation;
import dev.sallyport.model.OutsideClient;
import dev.sallyport.model.Party;
import dev.sallyport.model.Protocol;
import dev.sallyport.model.QueryOperation;
import dev.sallyport.model.RpcOperation;
import dev.sallyport.model.Visibility;
import dev.sallyport.model.Workload;
import dev.sallyport.protocol.http.PathTemplate;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Traces as OTLP in JSON (OpenTelemetry, semantic conventions of HTTP, RPC, databases and
 * messaging). A call of which both ends have a span counts once, by that of the callee.
 */
final class TraceReader {
  private static final Visibility SEEN = Visibility.below(Layer.PAYLOAD, "a trace holds no bodies");
  private static final String[] WORKLOAD_KINDS = {
    "Deployment", "StatefulSet", "DaemonSet", "CronJob", "Job"
  };
  private static final int SERVER_ERROR = 500;

  private enum Kind {
    SERVER,
    CLIENT,
    OTHER
  }

  private record Span(
      String id,
      String parent,
      Kind kind,
      Party self,
      Map<String, String> attributes,
      long startNanos,
      long endNanos,
      boolean failed) {}

  private final Map<String, Span> spans = new HashMap<>();
  private final Recorded recorded;

  TraceReader(Recorded recorded) {
    this.recorded = recorded;
  }

  static boolean reads(JsonNode root) {
    return root.path("resourceSpans").isArray();
  }

  /** Adds the spans of one document; the exchanges are counted by {@link #end}. */
  void read(JsonNode root) {
    for (JsonNode resource : root.path("resourceSpans")) {
      Party self = party(attributes(resource.path("resource").path("attributes")));
      for (JsonNode scope : resource.path("scopeSpans")) {
        for (JsonNode span : scope.path("spans")) {
          Span read = span(span, self);
          spans.put(span.path("traceId").asText() + read.id, read);
        }
      }
    }
  }

  /** Counts what the spans say. */
  void end() {
    Set<String> answered = new HashSet<>();
    spans.forEach(
        (key, span) -> {
          if (span.kind == Kind.SERVER) {
            String trace = key.substring(0, key.length() - span.id.length());
            Optional<Span> caller = caller(trace, span);
            caller.ifPresent(it -> answered.add(trace + it.id));
            add(span, caller.map(Span::self).orElseGet(OutsideClient::new), span.self);
          }
        });
    spans.forEach(
        (key, span) -> {
          if (span.kind == Kind.CLIENT && !answered.contains(key)) {
            add(span, span.self, peer(span.attributes));
          }
        });
  }

  /** Walks up to the span that made the call; spans of the callee itself may stand between. */
  private Optional<Span> caller(String trace, Span callee) {
    Span at = spans.get(trace + callee.parent);
    for (int steps = 0; at != null && steps < 8; steps++) {
      if (at.kind == Kind.CLIENT) {
        return Optional.of(at);
      }
      at = spans.get(trace + at.parent);
    }
    return Optional.empty();
  }

  private void add(Span span, Party source, Party target) {
    int status =
        number(
            first(
                span.attributes,
                "http.response.status_code",
                "http.status_code",
                "rpc.grpc.status_code"));
    recorded.add(
        new Recorded.Call(
            source,
            target,
            operation(span),
            status,
            span.failed || status >= SERVER_ERROR,
            span.startNanos / 1_000_000,
            Math.max(0, span.endNanos - span.startNanos),
            number(first(span.attributes, "http.request.body.size", "http.request_content_length")),
            number(
                first(span.attributes, "http.response.body.size", "http.response_content_length"))),
        SEEN,
        null);
  }

  private static Operation operation(Span span) {
    Map<String, String> attributes = span.attributes;
    String method = first(attributes, "http.request.method", "http.method");
    if (!method.isEmpty()) {
      String route =
          first(attributes, "http.route", "url.path", "http.target", "url.full", "http.url");
      return new HttpOperation(
          method.toUpperCase(Locale.ROOT), PathTemplate.of(path(route)), Protocol.HTTP1);
    }
    String rpc = first(attributes, "rpc.service");
    if (!rpc.isEmpty()) {
      return new RpcOperation(rpc, first(attributes, "rpc.method"), Protocol.GRPC);
    }
    String database = first(attributes, "db.system.name", "db.system");
    if (!database.isEmpty()) {
      return new QueryOperation(
          first(attributes, "db.operation.name", "db.operation", "db.query.summary"),
          first(attributes, "db.collection.name", "db.sql.table", "db.mongodb.collection"),
          database(database));
    }
    String messaging = first(attributes, "messaging.system");
    return new MessageOperation(
        first(
            attributes,
            "messaging.operation.name",
            "messaging.operation.type",
            "messaging.operation"),
        first(attributes, "messaging.destination.template", "messaging.destination.name"),
        messaging.equals("kafka")
            ? Protocol.KAFKA
            : messaging.isEmpty() ? Protocol.TCP : Protocol.AMQP);
  }

  private static Protocol database(String system) {
    return switch (system) {
      case "postgresql" -> Protocol.POSTGRESQL;
      case "mysql", "mariadb" -> Protocol.MYSQL;
      case "redis" -> Protocol.REDIS;
      case "mongodb" -> Protocol.MONGODB;
      default -> Protocol.TCP;
    };
  }

  /** Routes are templates already; addresses become their path. */
  private static String path(String route) {
    int scheme = route.indexOf("://");
    int slash = scheme < 0 ? 0 : route.indexOf('/', scheme + 3);
    return slash < 0 || route.isEmpty() ? "/" : route.substring(slash);
  }

  private static Party peer(Map<String, String> attributes) {
    String name =
        first(
            attributes,
            "peer.service",
            "server.address",
            "net.peer.name",
            "network.peer.address",
            "net.peer.ip",
            "db.namespace",
            "messaging.system");
    return new ExternalHost(name.isEmpty() ? "unknown" : name, true);
  }

  private static Party party(Map<String, String> resource) {
    String namespace = first(resource, "k8s.namespace.name");
    for (String kind : WORKLOAD_KINDS) {
      String name = first(resource, "k8s." + kind.toLowerCase(Locale.ROOT) + ".name");
      if (!name.isEmpty()) {
        return Workload.of(namespace.isEmpty() ? "default" : namespace, kind, name);
      }
    }
    String service = first(resource, "service.name");
    return new ExternalHost(service.isEmpty() ? "unknown" : service, true);
  }

  private static Span span(JsonNode span, Party self) {
    return new Span(
        span.path("spanId").asText(),
        span.path("parentSpanId").asText(),
        kind(span.path("kind")),
        self,
        attributes(span.path("attributes")),
        span.path("startTimeUnixNano").asLong(),
        span.path("endTimeUnixNano").asLong(),
        isError(span.path("status").path("code")));
  }

  private static Kind kind(JsonNode kind) {
    return switch (kind.asText()) {
      case "2", "SPAN_KIND_SERVER", "5", "SPAN_KIND_CONSUMER" -> Kind.SERVER;
      case "3", "SPAN_KIND_CLIENT", "4", "SPAN_KIND_PRODUCER" -> Kind.CLIENT;
      default -> Kind.OTHER;
    };
  }

  private static boolean isError(JsonNode code) {
    return List.of("2", "STATUS_CODE_ERROR").contains(code.asText());
  }

  private static Map<String, String> attributes(JsonNode list) {
    Map<String, String> attributes = new HashMap<>();
    for (JsonNode each : list) {
      JsonNode value = each.path("value");
      for (String form : new String[] {"stringValue", "intValue", "doubleValue", "boolValue"}) {
        if (value.has(form)) {
          attributes.put(each.path("key").asText(), value.path(form).asText());
        }
      }
    }
    return attributes;
  }

  private static String first(Map<String, String> attributes, String... names) {
    for (String each : names) {
      @Nullable String value = attributes.get(each);
      if (value != null && !value.isEmpty()) {
        return value;
      }
    }
    return "";
  }

  private static int number(String digits) {
    return digits.matches("\\d{1,9}") ? Integer.parseInt(digits) : 0;
  }
}
