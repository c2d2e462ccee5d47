// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.link;

import dev.sallyport.blueprint.summary.Contents;
import dev.sallyport.blueprint.summary.OpenWindow;
import dev.sallyport.blueprint.summary.Summary;
import dev.sallyport.blueprint.summary.SummaryBuilder;
import dev.sallyport.blueprint.summary.SummaryId;
import dev.sallyport.blueprint.summary.SummaryLimits;
import dev.sallyport.blueprint.summary.Window;
import dev.sallyport.blueprint.summary.WindowClock;
import dev.sallyport.model.ApiFacts;
import dev.sallyport.model.ApiObject;
import dev.sallyport.model.Attribution;
import dev.sallyport.model.Authentication;
import dev.sallyport.model.CaptureTier;
import dev.sallyport.model.Conversation;
import dev.sallyport.model.DataClass;
import dev.sallyport.model.Direction;
import dev.sallyport.model.Exchange;
import dev.sallyport.model.ExternalHost;
import dev.sallyport.model.HttpOperation;
import dev.sallyport.model.Layer;
import dev.sallyport.model.LookupOperation;
import dev.sallyport.model.Operation;
import dev.sallyport.model.Outcome;
import dev.sallyport.model.OutsideClient;
import dev.sallyport.model.Party;
import dev.sallyport.model.Place;
import dev.sallyport.model.Proof;
import dev.sallyport.model.Protocol;
import dev.sallyport.model.RawOperation;
import dev.sallyport.model.Sighting;
import dev.sallyport.model.Vantage;
import dev.sallyport.model.Visibility;
import dev.sallyport.model.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * What one busy node may see: callers from outside at a few entries, services that call each other
 * by some HTTP operations each, lookups, data stores, hosts outside over TLS. Popularity falls like
 * one over the rank, so few edges are hot and many are rare.
 */
final class TrafficMix {
  final long bytesSeen;
  final int exchanges;
  final Summary summary;

  /**
   * Creates one window.
   *
   * @param services number of services on the node
   * @param exchanges exchanges in the window
   * @param bodyBytes mean size of an answer
   */
  TrafficMix(long seed, int services, int exchanges, int bodyBytes) {
    Random random = new Random(seed);
    List<Template> templates = templates(random, services);
    Window window = new Window(1_700_000_000L, 5);
    WindowClock clock = new WindowClock(window.startMillis(), 0);
    SummaryBuilder builder = new SummaryBuilder(SummaryLimits.DEFAULT, clock);
    double[] cumulated = new double[templates.size()];
    double sum = 0;
    for (int i = 0; i < cumulated.length; i++) {
      sum += 1.0 / (i + 1);
      cumulated[i] = sum;
    }
    long bytes = 0;
    for (int i = 0; i < exchanges; i++) {
      Template template = templates.get(at(cumulated, random.nextDouble() * sum));
      Exchange exchange = template.exchange(random, bodyBytes, i * 5_000_000_000L / exchanges);
      bytes += exchange.requestBytes() + exchange.responseBytes();
      builder.add(exchange, random.nextInt(3000), template.contents(random));
      if (template.operation instanceof HttpOperation) {
        builder.addApi(exchange.conversation(), template.operation, template.facts(random), 0);
      }
    }
    builder.addBytesSeen(bytes);
    this.bytesSeen = bytes;
    this.exchanges = exchanges;
    this.summary =
        builder
            .swap(new OpenWindow(SummaryLimits.DEFAULT), clock)
            .freeze(new SummaryId("node-1", "3f1c9a5e77d0", window));
  }

  private static List<Template> templates(Random random, int services) {
    List<Workload> workloads = new ArrayList<>();
    for (int i = 0; i < services; i++) {
      workloads.add(Workload.of("team-" + i % 7, "Deployment", "service-of-" + i));
    }
    List<Template> templates = new ArrayList<>();
    for (Workload server : workloads) {
      List<Operation> operations = new ArrayList<>();
      for (int i = 2 + random.nextInt(8); i > 0; i--) {
        String path = "/api/v1/" + server.name() + "/resource-" + i + "/{id}";
        operations.add(new HttpOperation(i % 3 == 0 ? "POST" : "GET", path, Protocol.HTTP1));
      }
      for (int callers = 1 + random.nextInt(4); callers > 0; callers--) {
        Party caller =
            random.nextInt(20) == 0 ? new OutsideClient() : workloads.get(random.nextInt(services));
        operations.forEach(each -> templates.add(new Template(caller, server, each, true)));
      }
      Workload store = Workload.of("data", "StatefulSet", "store-" + random.nextInt(5));
      templates.add(
          new Template(server, store, new RawOperation(Protocol.POSTGRESQL, 5432), false));
      Workload dns = Workload.of("kube-system", "Deployment", "coredns");
      templates.add(
          new Template(
              server, dns, new LookupOperation("A", server.name() + ".svc.cluster.local"), true));
      if (random.nextInt(3) == 0) {
        Party outside = new ExternalHost("api-" + random.nextInt(30) + ".example.com", true);
        templates.add(new Template(server, outside, new RawOperation(Protocol.TLS, 443), false));
      }
    }
    java.util.Collections.shuffle(templates, random);
    return templates;
  }

  private static int at(double[] cumulated, double value) {
    int found = java.util.Arrays.binarySearch(cumulated, value);
    return Math.min(cumulated.length - 1, found >= 0 ? found : -found - 1);
  }

  private record Template(Party source, Party target, Operation operation, boolean understood) {
    /** Every fourth operation carries personal data in some fields, some of them a card too. */
    Contents contents(Random random) {
      int kind = operation.hashCode() & 15;
      if (!understood || (kind & 3) != 0) {
        return Contents.CLEAN;
      }
      List<Contents.Seen> seen = new ArrayList<>();
      seen.add(seen(random, DataClass.EMAIL_ADDRESS, "email", "$.customer.email"));
      seen.add(seen(random, DataClass.PHONE_NUMBER, "phone", "$.customer.phone"));
      if (kind == 0) {
        seen.add(seen(random, DataClass.CREDIT_CARD, "card", "$.payment.card.number"));
      }
      return new Contents(true, 1, seen, List.of());
    }

    /** Each call names one of a thousand objects. */
    ApiFacts facts(Random random) {
      long fingerprint = new Random(random.nextInt(1000)).nextLong();
      ApiObject object = new ApiObject(1, fingerprint, false, 0);
      return new ApiFacts(
              Set.of(Authentication.BEARER), Set.of(), 0, "", "", false, false, Map.of(), -1)
          .with(200, object);
    }

    private static Contents.Seen seen(Random random, DataClass what, String rule, String path) {
      return new Contents.Seen(
          Direction.FROM_CLIENT,
          new Sighting(
              what,
              rule,
              new Place(Place.Part.JSON, path),
              0,
              16,
              1,
              new Random(random.nextInt(100_000)).nextLong(),
              "**** **** **** " + (1000 + random.nextInt(9000))));
    }

    Exchange exchange(Random random, int bodyBytes, long startedAtNanos) {
      int dice = random.nextInt(100);
      Outcome outcome =
          !understood
              ? new Outcome.Unseen()
              : dice < 95
                  ? new Outcome.Answered(200, false)
                  : dice < 98 ? new Outcome.Answered(404, true) : new Outcome.Answered(500, true);
      long latency = (long) Math.exp(14.5 + 0.7 * random.nextGaussian());
      return new Exchange(
          new Conversation(
              new Attribution(source, Proof.PEER_VOUCH),
              new Attribution(target, Proof.NAMESPACE),
              8080,
              CaptureTier.NODE,
              target instanceof ExternalHost ? Vantage.CLIENT : Vantage.SERVER),
          operation,
          outcome,
          understood
              ? Visibility.below(Layer.PAYLOAD, "payload is not read yet")
              : Visibility.below(Layer.OPERATION, "TLS is not opened"),
          200 + random.nextInt(500),
          200 + (long) (bodyBytes * -Math.log(1 - random.nextDouble())),
          startedAtNanos,
          understood ? latency : -1,
          latency * 2);
    }
  }
}
