// SPDX-License-Identifier: Apache-2.0
// Policies of the demo shop as the fixture tells them. Development data, never shipped.

const SEEN = "2026-01-02T03:03:05Z";
const NOTHING = {
  hits: 0,
  allowed: 0,
  denied: 0,
  redacted: 0,
  throttled: 0,
  wouldDeny: 0,
  wouldChange: 0,
  failedOpen: 0,
  failedClosed: 0,
};
const party = (name) => `workload/shop/Deployment/${name}`;
const edge = (source, target) => `${party(source)} -> ${party(target)} http node server`;

export const policies = [
  policy("shop", "payments", {
    mode: "enforce",
    enforcedPercent: 20,
    effective: "enforced on 20% of pods; on 1 of 2 nodes so far",
    rollout:
      "acts on 20% of pods, observes on the others; watched since 2026-01-05T10:00:00Z: 655 exchanges on 3 edges, nothing departed",
    rules: [
      { name: "checkout-pays", side: "inbound", then: "allow" },
      { name: "no-attacks", side: "inbound", then: "deny" },
    ],
    review: [
      {
        rule: "checkout-pays",
        kind: "Conflict",
        message: "rule no-attacks denies some of the calls that it allows; the denial wins",
      },
    ],
    counts: { ...NOTHING, hits: 657, allowed: 655, denied: 2, failedOpen: 3, failedClosed: 1, lastHit: SEEN },
    nodesCurrent: 1,
    convergenceMillis: undefined,
    deniedEdges: [edge("checkout", "payments")],
  }),
  policy(undefined, "no-cards-in-clear", {
    effective: "only observes",
    rules: [{ name: "mask-cards", side: "outbound", then: "redact" }],
    counts: { ...NOTHING, wouldDeny: 41, wouldChange: 12, lastHit: SEEN },
    deniedEdges: [edge("checkout", "payments")],
  }),
  policy("shop", "typo", {
    mode: "enforce",
    effective: "refused: spec.inbound[0].then.deny.status: 99 (expected: 400 to 599)",
    accepted: false,
    inForce: undefined,
    problems: [
      {
        field: "spec.inbound[0].then.deny.status",
        found: "99",
        expected: "400 to 599",
        fix: "use 403, or leave it out",
      },
    ],
    convergenceMillis: undefined,
    nodesCurrent: 0,
    nodesTotal: 0,
  }),
];

export const denials = [
  denial("shop/payments", "no-attacks", "applied", 2),
  denial("shop/payments", "no-attacks", "failed-closed", 1),
  denial("no-cards-in-clear", "", "observed", 41, true),
];

function policy(namespace, name, rest) {
  return {
    id: namespace ? `${namespace}/${name}` : name,
    ...(namespace ? { namespace } : {}),
    name,
    tier: namespace ? "namespace" : "admin",
    mode: "observe",
    enforcedPercent: 0,
    rollout: "",
    rolledBack: false,
    accepted: true,
    generation: 4,
    inForce: 4,
    problems: [],
    notes: [],
    review: [],
    rules: [],
    counts: NOTHING,
    nodesCurrent: 2,
    nodesTotal: 2,
    convergenceMillis: 412,
    deniedEdges: [],
    document: `apiVersion: sallyport.dev/v1alpha1\nkind: ${namespace ? "" : "Cluster"}GuardPolicy\nmetadata:\n  name: ${name}\n`,
    ...rest,
  };
}

function denial(policy, rule, done, exchanges, wouldBe = false) {
  return {
    edge: edge("checkout", "payments"),
    source: party("checkout"),
    target: party("payments"),
    operation: "POST /payments",
    policy,
    version: 4,
    rule,
    wouldBe,
    done,
    exchanges,
    lastSeen: SEEN,
  };
}
