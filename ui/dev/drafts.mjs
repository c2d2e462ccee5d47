// SPDX-License-Identifier: Apache-2.0
// What the fixture says of drafts, proposals and rules of an edge. Development data, never shipped.

const party = (name, kind = "Deployment") => `workload/shop/${kind}/${name}`;
const TIME = { firstSeen: "2026-01-01T00:00:00Z", lastSeen: "2026-01-31T00:00:00Z" };

export const PROPOSED = `# Proposed for Deployment shop/catalog from baseline 00f1: seen on 30 days since 2026-01-01, confidence high.
apiVersion: sallyport.dev/v1alpha1
kind: GuardPolicy
metadata:
  name: catalog
  namespace: shop
spec:
  protects:
    workloads:
    - name: catalog
  mode: Observe
  default:
    inbound: Deny
  inbound:
  # shop/storefront: 41200 exchanges on 30 days, 2026-01-01 00:00 to 2026-01-31 00:00 UTC
  - name: from-storefront
    from:
    - workload: storefront
    calls:
    - http:
        methods: [GET]
        paths: ["/catalog/{id}"]
    then:
      allow: {}
`;

const identity = (name, rest = {}) => ({
  workload: party(name, rest.kind),
  firstSeen: "2026-01-01T00:00:00Z",
  days: 30,
  beat: "daily",
  enough: true,
  rare: false,
  exchanges: 41203,
  cut: 0,
  ...rest,
});

/** Denies what is deleted, and nothing else that anybody does. */
function simulation(yaml) {
  const cuts = yaml.includes("DELETE");
  return {
    answer: cuts ? "cuts" : "cuts-nothing",
    policies: [],
    beside: ["shop/payments"],
    from: TIME.firstSeen,
    until: TIME.lastSeen,
    exchanges: 41230,
    idle: 4,
    already: 0,
    outcomes: { denied: cuts ? 27 : 0, passed: cuts ? 41199 : 41226, redacted: 0, throttled: 0, undecided: 0 },
    impacts: cuts
      ? [
          {
            source: party("storefront"),
            target: party("catalog"),
            operation: "DELETE /catalog/{id}",
            outcome: "denied",
            exchanges: 24,
            reasons: ["shop/read-only/no-deletes"],
            why: "",
            days: 12,
            beat: "irregular",
            ...TIME,
          },
          {
            source: party("monthly-report", "CronJob"),
            target: party("catalog"),
            operation: "DELETE /catalog/{id}",
            outcome: "denied",
            exchanges: 3,
            reasons: ["shop/read-only/no-deletes"],
            why: "",
            days: 1,
            beat: "monthly",
            ...TIME,
          },
        ]
      : [],
    impactsOmitted: 0,
    identities: [
      identity("catalog", { cut: cuts ? 27 : 0 }),
      ...(cuts ? [identity("monthly-report", { kind: "CronJob", rare: true, beat: "monthly", days: 3, cut: 3 })] : []),
      identity("inventory", { enough: false, days: 2, beat: "irregular" }),
    ],
    identitiesOmitted: 0,
    caveats: [
      "1 workload was not seen long enough to judge by: silence proves nothing.",
      ...(cuts ? ["A rare caller would be hit: shop/monthly-report (monthly, 3 exchanges)."] : []),
    ],
  };
}

/** Answers as control would, of the few things that tests write. */
export function draft({ yaml }) {
  const lines = yaml.split("\n");
  const open = lines.findIndex((line) => /\[[^\]]*$/.test(line));
  if (open >= 0) return { problem: "expected ',' or ']'", problemLine: open + 1, policies: [] };
  if (!yaml.trim()) return { policies: [] };
  const name = /name: ([-a-z]+)/.exec(yaml)?.[1] ?? "none";
  const wrong = lines.findIndex((line) => line.includes("status: 99"));
  const problems =
    wrong < 0
      ? []
      : [
          {
            field: "spec.inbound[0].then.deny.status",
            found: "99",
            expected: "a whole number from 400 to 599",
            fix: "use 403, or leave it out",
            line: wrong + 1,
          },
        ];
  const accepted = !problems.length;
  const written = lines.filter((line) => line && !line.trim().startsWith("#"));
  const lives = name === "catalog";
  return {
    policies: [
      {
        policy: `shop/${name}`,
        line: 1,
        accepted,
        problems,
        notes: [],
        review: [],
        ...(lives ? { live: "observe" } : {}),
        diff: accepted
          ? written.flatMap((text) =>
              lives && !/paths|methods/.test(text)
                ? [{ change: "same", text }]
                : lives && text.includes("methods")
                  ? [
                      { change: "removed", text: text.replace("GET", "GET, POST") },
                      { change: "added", text },
                    ]
                  : [{ change: "added", text }],
            )
          : [],
      },
    ],
    ...(accepted ? { simulation: simulation(yaml) } : {}),
  };
}

export const proposals = () => ({
  generatedAt: TIME.lastSeen,
  proposals: [
    {
      workload: party("catalog"),
      policies: ["shop/catalog"],
      baseline: "00f1",
      confidence: "high",
      notes: ["Probes of the kubelet are let through by nodes; no rule is needed for them."],
      yaml: PROPOSED,
    },
    {
      workload: party("inventory"),
      policies: ["shop/inventory"],
      baseline: "00f2",
      confidence: "low",
      notes: [],
      yaml: PROPOSED.replaceAll("catalog", "inventory"),
    },
  ],
  simulation: simulation(""),
});

export const edgeRules = (edge) => ({
  generatedAt: TIME.lastSeen,
  edge,
  operations: edge.includes(" dns ")
    ? Array.from({ length: 30 }, (_, i) => rule(`A host-${i}.example`, "allowed: no policy denies it", "allow"))
    : [
        rule("POST /payments", "allowed by shop/payments/checkout-pays", "allow"),
        rule("DELETE /payments/{id}", "denied by shop/payments (default)", "deny"),
      ],
  omitted: 0,
});

const rule = (operation, answer, verdict) => ({
  operation,
  answer,
  verdict,
  wouldBe: verdict,
  settled: true,
  reasons: [answer.split(" by ")[1]],
  wouldBeReasons: [],
});
