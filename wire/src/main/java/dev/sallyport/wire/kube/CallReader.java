// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.kube;

import dev.sallyport.model.CallPattern;
import dev.sallyport.model.NamePattern;
import dev.sallyport.model.Protocol;
import java.util.List;
import java.util.Set;

/** Reads what is called. */
final class CallReader {
  static final Set<Protocol> SQL = Set.of(Protocol.POSTGRESQL, Protocol.MYSQL);

  private CallReader() {}

  /** Returns the pattern of a spec of which exactly one field is there. */
  static CallPattern read(CallSpec spec) {
    CallSpec.Http http = spec.http();
    if (http != null) {
      return new CallPattern.Http(Set.copyOf(http.methods()), Set.copyOf(http.paths()));
    }
    CallSpec.Grpc grpc = spec.grpc();
    if (grpc != null) {
      return new CallPattern.Rpc(patterns(grpc.services()), patterns(grpc.methods()));
    }
    CallSpec.Dns dns = spec.dns();
    if (dns != null) {
      return new CallPattern.Lookups(patterns(dns.names()));
    }
    CallSpec.Model model = spec.model();
    if (model != null) {
      return new CallPattern.Models(patterns(model.names()));
    }
    CallSpec.Mcp mcp = spec.mcp();
    if (mcp != null) {
      return new CallPattern.Tools(patterns(mcp.tools()));
    }
    return spec.ports().isEmpty() ? stored(spec) : new CallPattern.Ports(Set.copyOf(spec.ports()));
  }

  private static CallPattern stored(CallSpec spec) {
    CallSpec.Sql sql = spec.sql();
    if (sql != null) {
      return queries(SQL, sql.verbs(), sql.tables());
    }
    CallSpec.Redis redis = spec.redis();
    if (redis != null) {
      return queries(Set.of(Protocol.REDIS), redis.commands(), redis.keys());
    }
    CallSpec.Mongodb mongodb = spec.mongodb();
    if (mongodb != null) {
      return queries(Set.of(Protocol.MONGODB), mongodb.commands(), mongodb.collections());
    }
    CallSpec.Topics kafka = spec.kafka();
    if (kafka != null) {
      return messages(Protocol.KAFKA, kafka.verbs(), kafka.topics());
    }
    CallSpec.Topics mqtt = spec.mqtt();
    if (mqtt != null) {
      return messages(Protocol.MQTT, mqtt.verbs(), mqtt.topics());
    }
    CallSpec.Destinations amqp = spec.amqp();
    if (amqp != null) {
      return messages(Protocol.AMQP, amqp.verbs(), amqp.destinations());
    }
    throw new IllegalStateException("a call of no kind passed the check of its shape");
  }

  private static CallPattern queries(
      Set<Protocol> stores, List<String> verbs, List<String> subjects) {
    return new CallPattern.Queries(stores, Set.copyOf(verbs), patterns(subjects));
  }

  private static CallPattern messages(
      Protocol broker, List<String> verbs, List<String> destinations) {
    return new CallPattern.Messages(Set.of(broker), Set.copyOf(verbs), patterns(destinations));
  }

  private static Set<NamePattern> patterns(List<String> texts) {
    return SelectorReader.patterns(texts);
  }
}
