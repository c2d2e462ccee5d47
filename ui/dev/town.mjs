// SPDX-License-Identifier: Apache-2.0
// A generated application of any size, to see how the page reads and how fast it is at 40 and at 200 workloads.
import { random } from "./random.mjs";
import { calls, external, seesProtocol, workload } from "./shop.mjs";

const NAMESPACES = [
  "shop",
  "orders",
  "billing",
  "identity",
  "search",
  "media",
  "assist",
  "partner",
  "logistics",
  "insight",
  "notify",
  "platform-api",
];
const NAMES = [
  "gateway",
  "catalog",
  "cart",
  "pricing",
  "ledger",
  "profile",
  "session",
  "recommend",
  "index",
  "resize",
  "export",
  "invoice",
  "refund",
  "tax",
  "shipment",
  "tracking",
  "quota",
  "mailer",
  "webhook",
  "audit",
  "scoring",
  "feed",
];
const NOUNS = ["items", "orders", "users", "quotes", "events", "documents"];

export function town(workloads, edges, seed = 7) {
  const next = random(seed);
  const pick = (list) => list[Math.floor(next() * list.length)];
  const outside = { id: "outside", layer: "outside", kind: "outside", name: "outside clients", protocols: [] };
  const ingress = workload("ingress", "edge", { layer: "ingress", pods: 2 });
  const namespaces = NAMESPACES.slice(0, Math.max(4, Math.min(NAMESPACES.length, Math.round(workloads / 12))));
  const services = [];
  for (let i = 0; services.length < Math.round(workloads * 0.78); i++) {
    const namespace = namespaces[i % namespaces.length];
    const round = Math.floor(i / namespaces.length);
    const name = NAMES[(i * 5 + round) % NAMES.length] + (round >= NAMES.length / 2 ? `-${round}` : "");
    if (services.some((other) => other.namespace === namespace && other.name === name)) continue;
    services.push(
      workload(namespace, name, { pods: 1 + Math.floor(next() * 3), protocols: [next() < 0.8 ? "http" : "grpc"] }),
    );
  }
  const stores = Array.from({ length: workloads - services.length - 1 }, (_, i) =>
    workload(namespaces[i % namespaces.length], i % 3 ? `postgres-${i}` : `redis-${i}`, {
      layer: "datastore",
      kind: "StatefulSet",
      protocols: [i % 3 ? "postgresql" : "redis"],
    }),
  );
  const hosts = [
    "api.openai.com",
    "api.cardprocessor.example",
    "mail.example.net",
    "maps.example.org",
    "cdn.example.com",
  ].map((name) => external(name));
  hosts[0].layer = "ai";
  const flows = [
    calls(outside, ingress, "http", 300, [
      ["GET /{page}", 0.9, 0.001, "500"],
      ["POST /orders", 0.1, 0, "201"],
    ]),
  ];
  // Calls lead from one tier to the next, as they mostly do: few applications are deeper than four.
  const tiers = [0, 0.25, 0.55, 0.82, 1].map((part) => Math.round(part * services.length));
  const tierOf = (at) => tiers.findIndex((end, i) => at >= end && at < tiers[i + 1]);
  const known = new Set();
  const add = (source, target) => {
    if (source === target || known.has(`${source.id}>${target.id}`)) return;
    known.add(`${source.id}>${target.id}`);
    const protocol = target.protocols[0];
    const raw = ["tls", "postgresql", "redis"].includes(protocol);
    const noun = pick(NOUNS);
    const errors = next() < 0.06 ? 0.01 + next() * 0.1 : 0;
    const operations = raw
      ? [[`${protocol}:0`, 1, 0, ""]]
      : protocol === "grpc"
        ? [[`${target.name}.v1.${target.name}/Get`, 1, 0, "0"]]
        : [
            [`GET /${noun}/{id}`, 0.7, errors, "500"],
            [`POST /${noun}`, 0.2, 0, "201"],
            [`DELETE /${noun}/{id}`, 0.1, 0, "204"],
          ];
    const rate = Math.exp(next() * 6 - 2);
    flows.push(
      calls(
        source,
        target,
        protocol,
        rate,
        operations,
        raw ? { visibility: seesProtocol("not decoded in this release") } : {},
      ),
    );
  };
  for (const [i, service] of services.entries()) {
    const above = services.slice(tiers[tierOf(i) - 1], tiers[tierOf(i)]);
    if (tierOf(i) === 0) add(ingress, service);
    else
      add(pick(above.filter((other) => other.namespace === service.namespace && next() < 0.8)) ?? pick(above), service);
  }
  for (const store of stores) add(pick(services.filter((service) => service.namespace === store.namespace)), store);
  for (const host of hosts) add(pick(services), host);
  for (let tries = 0; flows.length < edges && tries < edges * 40; tries++) {
    const at = Math.floor(next() * services.length);
    const source = services[at];
    const dice = next();
    const near = services.filter(
      (other, i) => tierOf(i) > tierOf(at) && (dice < 0.75 ? other.namespace === source.namespace : true),
    );
    const target =
      dice < 0.35
        ? pick(stores.filter((store) => store.namespace === source.namespace))
        : dice < 0.4
          ? pick(hosts)
          : pick(near);
    if (target) add(source, target);
  }
  services[3].pods.captured = 0;
  services[3].because = "the pod uses the host's network namespace";
  return { parties: [outside, ingress, ...services, ...stores, ...hosts], flows };
}
