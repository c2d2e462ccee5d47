// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.policy.proposal;

import dev.sallyport.model.AttackFamily;
import dev.sallyport.model.ClusterNode;
import dev.sallyport.model.ControlPlane;
import dev.sallyport.model.DataClass;
import dev.sallyport.model.Direction;
import dev.sallyport.model.ExternalHost;
import dev.sallyport.model.HttpOperation;
import dev.sallyport.model.LedgerLine;
import dev.sallyport.model.LookupOperation;
import dev.sallyport.model.MessageOperation;
import dev.sallyport.model.ModelOperation;
import dev.sallyport.model.Operation;
import dev.sallyport.model.OutsideClient;
import dev.sallyport.model.Party;
import dev.sallyport.model.Protocol;
import dev.sallyport.model.QueryOperation;
import dev.sallyport.model.RawOperation;
import dev.sallyport.model.RpcOperation;
import dev.sallyport.model.Unidentified;
import dev.sallyport.model.Workload;
import dev.sallyport.policy.proof.Lines;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Made-up ledgers with everything that may be in one, odd things among it. */
public final class Towns {
  private static final List<String> PATHS =
      List.of(
          "/",
          "/items",
          "/items/{id}",
          "/items/{id}/{rest}",
          "/a//b",
          "/x?y",
          "*",
          "/v1/{id}.json",
          "/caf%C3%A9",
          "/../etc",
          "/a b",
          "/*",
          "/orders/{uuid}/lines",
          "/…");
  private static final List<String> SUBJECTS =
      List.of("", "orders", "public.orders", "audit.log", "cart:{id}", "odd name", "Ä");
  private static final List<String> NAMES =
      List.of("catalog.shop.svc.cluster.local", "api.example.com", "_sip._tcp.example", "Odd Name");

  private Towns() {}

  public static List<LedgerLine> ledger(long seed, int lines) {
    Random random = new Random(seed);
    List<LedgerLine> ledger = new ArrayList<>();
    for (int i = 0; i < lines; i++) {
      Party source = random.nextInt(4) > 0 ? workload(random) : party(random);
      Party target = random.nextInt(4) > 0 ? workload(random) : party(random);
      Lines line =
          Lines.line(source, target, operation(random), random.nextInt(1000))
              .day(random.nextInt(40));
      if (random.nextInt(5) == 0) {
        line.blocked(random.nextInt(9));
      }
      if (random.nextInt(4) == 0) {
        line.carrying(
            DataClass.values()[random.nextInt(DataClass.values().length)],
            Direction.values()[random.nextInt(2)],
            1);
      }
      if (random.nextInt(9) == 0) {
        line.showing(AttackFamily.SQL_INJECTION, random.nextDouble(), 1);
      }
      ledger.add(line.done());
    }
    return ledger;
  }

  private static Workload workload(Random random) {
    int number = random.nextInt(12);
    return new Workload(
        number < 9 ? "shop" : "data",
        List.of("Deployment", "StatefulSet", "CronJob").get(number % 3),
        number == 5 ? "Odd.Name" : "w" + number / 2,
        "account-" + number % 4,
        new TreeMap<>(Map.of("app", "w" + number)));
  }

  private static Party party(Random random) {
    return switch (random.nextInt(7)) {
      case 0 -> new ClusterNode("node-" + random.nextInt(3));
      case 1 -> new ControlPlane();
      case 2 -> new ExternalHost("api-" + random.nextInt(40) + ".example.com", true);
      case 3 -> new ExternalHost("203.0.113." + random.nextInt(9), false);
      case 4 -> new OutsideClient();
      case 5 -> new Unidentified(Unidentified.Why.ADDRESS_AMBIGUOUS);
      default -> new ExternalHost("api.openai.com", true);
    };
  }

  private static Operation operation(Random random) {
    return switch (random.nextInt(8)) {
      case 0, 1 ->
          new HttpOperation(
              List.of("GET", "POST", "DELETE", "odd method").get(random.nextInt(4)),
              random.nextInt(3) == 0 ? "/p" + random.nextInt(60) + "/x" : pick(random, PATHS),
              Protocol.HTTP1,
              random.nextInt(5) == 0 ? "tools/call search" : "");
      case 2 -> new RpcOperation("inventory.v1.Stock", "M" + random.nextInt(40), Protocol.GRPC);
      case 3 ->
          new QueryOperation(
              List.of("SELECT", "insert", "DROP TABLE", "2odd").get(random.nextInt(4)),
              pick(random, SUBJECTS),
              List.of(Protocol.POSTGRESQL, Protocol.MYSQL, Protocol.REDIS, Protocol.MONGODB)
                  .get(random.nextInt(4)));
      case 4 ->
          new MessageOperation(
              List.of("produce", "fetch").get(random.nextInt(2)),
              List.of("", "orders", "a,b", "a,…", "t-{id}").get(random.nextInt(5)),
              List.of(Protocol.KAFKA, Protocol.AMQP, Protocol.MQTT).get(random.nextInt(3)));
      case 5 -> new LookupOperation("A", pick(random, NAMES));
      case 6 ->
          new ModelOperation("openai", "chat", random.nextBoolean() ? "gpt-9" : "", Protocol.HTTP1);
      default -> new RawOperation(Protocol.TLS, random.nextInt(3) == 0 ? 0 : 443);
    };
  }

  private static String pick(Random random, List<String> list) {
    return list.get(random.nextInt(list.size()));
  }
}
