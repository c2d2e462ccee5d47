// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.api;

import static java.util.Objects.requireNonNull;

import dev.sallyport.model.ControlPlane;
import dev.sallyport.model.DataClass;
import dev.sallyport.model.Direction;
import dev.sallyport.model.ExternalHost;
import dev.sallyport.model.HttpOperation;
import dev.sallyport.model.LookupOperation;
import dev.sallyport.model.MessageOperation;
import dev.sallyport.model.Operation;
import dev.sallyport.model.OutsideClient;
import dev.sallyport.model.Party;
import dev.sallyport.model.Protocol;
import dev.sallyport.model.QueryOperation;
import dev.sallyport.model.RpcOperation;
import dev.sallyport.model.Workload;
import dev.sallyport.policy.Known;
import dev.sallyport.policy.Seen;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A question to policies: may this one call that one like this?
 *
 * @param from who calls: {@code namespace/name}, {@code namespace/Kind/name}, {@code outside}
 * @param to who is called: the same, the name of a host, or {@code kube-api}
 * @param verb method, command or first word of a statement; empty when only the connection is meant
 * @param subject path, table, topic or name asked for; empty for none
 * @param protocol id of the protocol, for example {@code http} or {@code postgresql}
 * @param port destination port; 0 when it does not matter
 * @param host host that the request names; empty for none
 * @param model language model that is asked for; empty for none
 * @param carries classes of data in the request
 */
public record PolicyQuestion(
    String from,
    String to,
    String verb,
    String subject,
    String protocol,
    int port,
    String host,
    String model,
    List<String> carries) {
  public PolicyQuestion {
    requireNonNull(from, "from");
    requireNonNull(to, "to");
    requireNonNull(verb, "verb");
    requireNonNull(subject, "subject");
    requireNonNull(protocol, "protocol");
    requireNonNull(host, "host");
    requireNonNull(model, "model");
    carries = List.copyOf(carries);
  }

  /** Returns the question in words. */
  public String words() {
    String call = verb.isEmpty() ? "connect" : subject.isEmpty() ? verb : verb + " " + subject;
    String data = carries.isEmpty() ? "" : " carrying " + String.join(", ", carries);
    return "may " + from + " call " + to + ": " + call + data + "?";
  }

  /**
   * Returns what is known of the exchange asked about.
   *
   * @throws IllegalArgumentException naming the part that is wrong and what was expected
   */
  public Known known(Instant at) {
    Protocol spoken = spoken();
    Known connection = Known.connection(spoken, at);
    if (verb.isEmpty()) {
      return connection;
    }
    Operation operation = operation(spoken);
    String path = operation instanceof HttpOperation ? subject : "";
    List<Seen> seen = new ArrayList<>();
    carries.forEach(each -> seen.add(new Seen(Direction.FROM_CLIENT, dataClass(each))));
    return connection
        .called(operation, host.toLowerCase(Locale.ROOT), path)
        .requested(operation, model, seen, List.of())
        .answered(seen, List.of());
  }

  private Operation operation(Protocol spoken) {
    return switch (spoken) {
      case GRPC -> new RpcOperation(verb, subject, spoken);
      case POSTGRESQL, MYSQL, REDIS, MONGODB ->
          new QueryOperation(verb.toUpperCase(Locale.ROOT), subject, spoken);
      case KAFKA, AMQP, MQTT -> new MessageOperation(verb, subject, spoken);
      case DNS -> new LookupOperation(verb, subject);
      default ->
          new HttpOperation(
              verb.toUpperCase(Locale.ROOT), subject.isEmpty() ? "/" : subject, spoken);
    };
  }

  private Protocol spoken() {
    return Arrays.stream(Protocol.values())
        .filter(each -> each.id().equals(protocol.toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "protocol: '%s' (expected: one of %s)"
                        .formatted(
                            protocol,
                            Arrays.stream(Protocol.values()).map(Protocol::id).toList())));
  }

  private static DataClass dataClass(String name) {
    return Arrays.stream(DataClass.values())
        .filter(each -> each.name().equalsIgnoreCase(name.replace('-', '_')))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "carries: '%s' (expected: a class of data, for example CREDIT_CARD)"
                        .formatted(name)));
  }

  /**
   * Returns whom a name means where no cluster is at hand; of workloads labels and service account
   * are not known then.
   *
   * @throws IllegalArgumentException when it is empty
   */
  public static Party party(String name) {
    return other(name)
        .orElseGet(
            () -> {
              String[] parts = workload(name);
              return Workload.of(parts[0], parts[1], parts[2]);
            });
  }

  /** Returns whom a name means that is no workload, or empty when it is one. */
  public static Optional<Party> other(String name) {
    if (name.isBlank()) {
      throw new IllegalArgumentException(
          "from and to must name somebody, for example shop/catalog");
    }
    return switch (name) {
      case "outside" -> Optional.of(new OutsideClient());
      case "kube-api" -> Optional.of(new ControlPlane());
      default ->
          name.startsWith("external/")
              ? Optional.of(new ExternalHost(name.substring(9), true))
              : name.contains("/") ? Optional.empty() : Optional.of(new ExternalHost(name, true));
    };
  }

  /** Returns namespace, kind and name of a workload; the kind is Deployment where none is said. */
  public static String[] workload(String name) {
    String plain = name.startsWith("workload/") ? name.substring(9) : name;
    String[] parts = plain.split("/", -1);
    return switch (parts.length) {
      case 2 -> new String[] {parts[0], "Deployment", parts[1]};
      case 3 -> parts;
      default ->
          throw new IllegalArgumentException(
              "'%s' (expected: namespace/name or namespace/Kind/name)".formatted(name));
    };
  }
}
