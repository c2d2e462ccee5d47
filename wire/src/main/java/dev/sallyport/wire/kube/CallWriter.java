// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.kube;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.model.CallPattern;
import dev.sallyport.model.NamePattern;
import dev.sallyport.model.Protocol;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/** Writes what is called. */
final class CallWriter {
  private CallWriter() {}

  static CallSpec write(CallPattern pattern) {
    return switch (pattern) {
      case CallPattern.Http it ->
          with("http", new CallSpec.Http(sorted(it.methods()), sorted(it.paths())));
      case CallPattern.Rpc it ->
          with("grpc", new CallSpec.Grpc(texts(it.services()), texts(it.methods())));
      case CallPattern.Queries it -> queries(it);
      case CallPattern.Messages it -> messages(it);
      case CallPattern.Lookups it -> with("dns", new CallSpec.Dns(texts(it.names())));
      case CallPattern.Models it -> with("model", new CallSpec.Model(texts(it.models())));
      case CallPattern.Tools it -> with("mcp", new CallSpec.Mcp(texts(it.tools())));
      case CallPattern.Ports it -> with("ports", it.ports().stream().sorted().toList());
    };
  }

  private static CallSpec queries(CallPattern.Queries it) {
    List<String> verbs = sorted(it.verbs());
    List<String> subjects = texts(it.subjects());
    if (it.stores().equals(CallReader.SQL)) {
      return with("sql", new CallSpec.Sql(verbs, subjects));
    }
    if (it.stores().equals(Set.of(Protocol.REDIS))) {
      return with("redis", new CallSpec.Redis(verbs, subjects));
    }
    if (it.stores().equals(Set.of(Protocol.MONGODB))) {
      return with("mongodb", new CallSpec.Mongodb(verbs, subjects));
    }
    throw new IllegalArgumentException(
        "stores " + it.stores() + " (expected: PostgreSQL and MySQL, Redis, or MongoDB)");
  }

  private static CallSpec messages(CallPattern.Messages it) {
    List<String> verbs = sorted(it.verbs());
    List<String> destinations = texts(it.destinations());
    if (it.brokers().equals(Set.of(Protocol.KAFKA))) {
      return with("kafka", new CallSpec.Topics(verbs, destinations));
    }
    if (it.brokers().equals(Set.of(Protocol.MQTT))) {
      return with("mqtt", new CallSpec.Topics(verbs, destinations));
    }
    if (it.brokers().equals(Set.of(Protocol.AMQP))) {
      return with("amqp", new CallSpec.Destinations(verbs, destinations));
    }
    throw new IllegalArgumentException(
        "brokers " + it.brokers() + " (expected: Kafka, MQTT, or AMQP)");
  }

  /** Returns a spec with one field, by name, since a constructor of twelve invites mistakes. */
  private static CallSpec with(String field, Object value) {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    object.set(field, Binding.json(value));
    return Binding.read(object, CallSpec.class);
  }

  private static List<String> texts(Collection<NamePattern> patterns) {
    return sorted(patterns.stream().map(NamePattern::text).toList());
  }

  private static List<String> sorted(Collection<String> texts) {
    return texts.stream().sorted().toList();
  }
}
