// SPDX-License-Identifier: Apache-2.0
// The demo shop as the fixture tells it: parties, and who calls whom with what. Development data, never shipped.
import { denials, policies } from "./policies.mjs";

const NOT_INSPECTED = "payload inspection is not part of this release";
const TLS = "encrypted by the application (TLS), not decrypted here";

export const seesOperations = [
  ["connection", true],
  ["names", true],
  ["protocol", true],
  ["operation", true],
  ["payload", false, NOT_INSPECTED],
];
export const seesProtocol = (why) => [
  ["connection", true],
  ["names", true],
  ["protocol", true],
  ["operation", false, why],
  ["payload", false, why],
];
export const seesEverything = seesOperations.map(([layer]) => [layer, true]);

export function workload(namespace, name, options = {}) {
  const kind = options.kind ?? "Deployment";
  const running = options.pods ?? 1;
  return {
    id: `workload/${namespace}/${kind}/${name}`,
    layer: options.layer ?? "workload",
    kind: "workload",
    name,
    namespace,
    workloadKind: kind,
    serviceAccount: options.serviceAccount ?? name,
    labels: { app: name, "app.kubernetes.io/part-of": namespace, ...options.labels },
    protocols: options.protocols ?? ["http"],
    pods: { running, captured: options.captured ?? running },
    because: options.because,
    ended: options.ended,
  };
}

export const external = (name, protocols = ["tls"]) => ({
  id: `external/${name}`,
  layer: "egress",
  kind: "external",
  name,
  protocols,
});

/** One edge: from, to, protocol, requests per second and its operations as [key, share, error share, status]. */
export function calls(source, target, protocol, rate, operations, options = {}) {
  return { source: source.id, target: target.id, protocol, rate, operations, millis: 6, ...options };
}

export function shop() {
  const outside = { id: "outside", layer: "outside", kind: "outside", name: "outside clients", protocols: [] };
  const ingress = workload("ingress", "edge", { layer: "ingress", pods: 2, labels: { tier: "edge" } });
  const storefront = workload("shop", "storefront", { pods: 2 });
  const catalog = workload("shop", "catalog", { pods: 3 });
  const checkout = workload("shop", "checkout", { pods: 2 });
  const payments = workload("shop", "payments");
  const inventory = workload("shop", "inventory", { protocols: ["grpc"] });
  const assistant = workload("assist", "assistant", { pods: 2 });
  const tools = workload("assist", "shop-tools", { labels: { "app.kubernetes.io/component": "mcp" } });
  const model = workload("assist", "model-server", { layer: "ai", kind: "StatefulSet", serviceAccount: "models" });
  const postgres = workload("shop", "postgres", { layer: "datastore", kind: "StatefulSet", protocols: ["postgresql"] });
  const redis = workload("shop", "sessions", { layer: "datastore", kind: "StatefulSet", protocols: ["redis"] });
  const report = workload("shop", "report-28911", { kind: "Job", protocols: [], pods: 0, ended: true });
  const restock = workload("shop", "restock", { kind: "CronJob", protocols: [] });
  const hooks = workload("partner", "hook-receiver", {
    pods: 2,
    captured: 1,
    because: "the pod's network namespace could not be entered: Operation not permitted",
  });
  const legacy = workload("partner", "ledger-sync", {
    captured: 0,
    because: "the pod uses the host's network namespace",
    protocols: ["tcp"],
  });
  const dns = workload("kube-system", "coredns", { layer: "platform", protocols: ["dns"], pods: 2 });
  const control = workload("sallyport", "sallyport-control", { layer: "platform", protocols: ["h2"] });
  const kubeApi = { id: "kube-api", layer: "platform", kind: "kube-api", name: "Kubernetes API", protocols: ["tls"] };
  const node = { id: "node/lab-a", layer: "platform", kind: "node", name: "lab-a", protocols: ["http"] };
  const nobody = {
    id: "unidentified/ADDRESS_AMBIGUOUS",
    layer: "workload",
    kind: "unidentified",
    name: "ambiguous address",
    protocols: [],
  };
  const openai = external("api.openai.com");
  openai.layer = "ai";
  const anthropic = external("api.anthropic.com");
  anthropic.layer = "ai";
  const cards = external("api.cardprocessor.example");
  const unlisted = external("telemetry.unlisted.example");
  const address = {
    id: "external/203.0.113.77",
    layer: "egress",
    kind: "external",
    name: "203.0.113.77",
    protocols: ["tcp"],
  };
  const lookups = (source, rate, name) =>
    calls(
      source,
      dns,
      "dns",
      rate,
      [
        [`A ${name}`, 0.5, 0, "0"],
        [`AAAA ${name}`, 0.5, 0, "0"],
      ],
      { millis: 0.6 },
    );
  const tls = { visibility: seesProtocol(TLS), vantage: "client", targetProof: "name-evidence", millis: 70 };
  const store = (why) => ({ visibility: seesProtocol(why), millis: 1.4 });
  const chargeContents = {
    inspected: 702,
    cut: 0,
    unlisted: 0,
    data: [
      datum("CREDIT_CARD", "financial", "$.card.number", 702, 5, "**** **** **** 4242"),
      datum("PERSON", "personal", "$.card.holder", 702, 7, "A*** Q****"),
    ],
    dataOmitted: 0,
    findings: [
      {
        detector: "sql-tautology",
        family: "sql-injection",
        severity: "high",
        score: 0.97,
        part: "json",
        place: "$.reference",
        count: 2,
        evidence: "a closed string, OR, and a comparison that is always true",
        lastSeen: "2026-01-02T03:03:05Z",
      },
    ],
    findingsOmitted: 0,
  };
  const chargeRulings = [
    ruling("shop/payments", "checkout-pays", "allow", "applied", 655),
    ruling("shop/payments", "checkout-pays", "allow", "failed-open", 3),
    ruling("shop/payments", "no-attacks", "deny", "applied", 2),
    ruling("shop/payments", "no-attacks", "deny", "failed-closed", 1),
    ruling("no-cards-in-clear", "", "deny", "observed", 41, true),
  ];
  return {
    policies,
    denials,
    parties: [
      outside,
      ingress,
      storefront,
      catalog,
      checkout,
      payments,
      inventory,
      assistant,
      tools,
      model,
      postgres,
      redis,
      report,
      restock,
      hooks,
      legacy,
      dns,
      control,
      kubeApi,
      node,
      nobody,
      openai,
      anthropic,
      cards,
      unlisted,
      address,
    ],
    flows: [
      calls(
        outside,
        ingress,
        "http",
        42,
        [
          ["GET /", 0.3, 0, "200"],
          ["GET /products", 0.35, 0, "200"],
          ["GET /products/{id}", 0.2, 0.01, "404"],
          ["POST /cart", 0.1, 0, "201"],
          ["POST /checkout", 0.03, 0.05, "502"],
          ["POST /assistant/chat", 0.02, 0, "200"],
        ],
        { sourceProof: "address-ledger", millis: 24 },
      ),
      calls(
        ingress,
        storefront,
        "http",
        41,
        [
          ["GET /", 0.3, 0, "200"],
          ["GET /products", 0.36, 0, "200"],
          ["GET /products/{id}", 0.22, 0.01, "404"],
          ["POST /cart", 0.12, 0, "201"],
        ],
        { sourceProof: "peer-vouch", millis: 19 },
      ),
      calls(ingress, checkout, "http", 1.3, [["POST /checkout", 1, 0.05, "502"]], { millis: 120 }),
      calls(ingress, assistant, "http", 0.8, [["POST /assistant/chat", 1, 0, "200"]], { millis: 900 }),
      calls(storefront, catalog, "http", 34, [
        ["GET /catalog/items", 0.6, 0, "200"],
        ["GET /catalog/items/{id}", 0.4, 0.01, "404"],
      ]),
      calls(
        storefront,
        redis,
        "redis",
        58,
        [["redis:6379", 1, 0, ""]],
        store("commands are not decoded in this release"),
      ),
      calls(
        catalog,
        postgres,
        "postgresql",
        51,
        [["postgresql:5432", 1, 0, ""]],
        store("statements are not decoded in this release"),
      ),
      calls(
        checkout,
        payments,
        "http",
        1.3,
        [
          ["POST /payments", 0.9, 0.05, "502"],
          ["GET /payments/{id}", 0.1, 0, "200"],
        ],
        { millis: 96, contents: chargeContents, rulings: chargeRulings },
      ),
      calls(
        checkout,
        inventory,
        "grpc",
        2.6,
        [
          ["inventory.v1.Inventory/Reserve", 0.8, 0, "0"],
          ["inventory.v1.Inventory/Release", 0.2, 0, "0"],
        ],
        { sourceProof: "same-node-socket" },
      ),
      calls(checkout, redis, "redis", 4, [["redis:6379", 1, 0, ""]], store("commands are not decoded in this release")),
      calls(checkout, hooks, "http", 0.4, [["POST /hooks/orders", 1, 0, "202"]], { sourceProof: "peer-vouch" }),
      calls(
        inventory,
        postgres,
        "postgresql",
        5,
        [["postgresql:5432", 1, 0, ""]],
        store("statements are not decoded in this release"),
      ),
      calls(payments, cards, "tls", 1.2, [["tls:443", 1, 0.02, ""]], tls),
      calls(assistant, model, "http", 0.7, [["POST /v1/chat/completions", 1, 0, "200"]], { millis: 640 }),
      calls(assistant, openai, "tls", 0.2, [["tls:443", 1, 0, ""]], tls),
      calls(assistant, anthropic, "tls", 0.1, [["tls:443", 1, 0, ""]], tls),
      calls(assistant, tools, "http", 1.1, [["POST /mcp", 1, 0, "200"]], { millis: 12 }),
      calls(tools, catalog, "http", 1.1, [["GET /catalog/items", 1, 0, "200"]]),
      calls(restock, inventory, "grpc", 0.1, [["inventory.v1.Inventory/Restock", 1, 0, "0"]]),
      calls(report, postgres, "postgresql", 0, [["postgresql:5432", 1, 0, ""]], {
        ...store("statements are not decoded in this release"),
        once: 14,
      }),
      calls(catalog, unlisted, "tls", 0.05, [["tls:443", 1, 0, ""]], tls),
      calls(hooks, address, "tcp", 0.02, [["tcp:9000", 1, 0, ""]], {
        visibility: [
          ["connection", true],
          ["names", false, "no DNS answer, SNI or authority named this address"],
          ["protocol", false, "the first bytes match no known protocol"],
          ["operation", false, "the protocol is not known"],
          ["payload", false, "the protocol is not known"],
        ],
        vantage: "client",
        targetProof: "unknown",
      }),
      calls(nobody, redis, "redis", 0.1, [["redis:6379", 1, 0, ""]], {
        ...store("commands are not decoded in this release"),
        sourceProof: "unknown",
      }),
      lookups(storefront, 0.4, "catalog.shop.svc.cluster.local"),
      lookups(payments, 0.2, "api.cardprocessor.example"),
      lookups(assistant, 0.2, "api.openai.com"),
      lookups(catalog, 0.3, "postgres.shop.svc.cluster.local"),
      calls(control, kubeApi, "tls", 0.5, [["tls:6443", 1, 0, ""]], tls),
      calls(node, storefront, "http", 0.2, [["GET /healthz", 1, 0, "200"]], { sourceProof: "address-ledger" }),
    ],
  };
}

/** Sensitive data in a request. */
function datum(dataClass, group, place, count, distinct, masked) {
  return { dataClass, group, direction: "request", part: "json", place, leaves: false, count, distinct, masked };
}

/** What a policy said of some exchanges, and what was done. */
function ruling(policy, rule, says, done, exchanges, wouldBe = false) {
  return { policy, version: 4, rule, says, done, wouldBe, exchanges, lastSeen: "2026-01-02T03:03:05Z" };
}
