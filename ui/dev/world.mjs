// SPDX-License-Identifier: Apache-2.0
// Turns a scene (parties and flows) into the API's Blueprint and Status, and moves it on by seconds.
import { random } from "./random.mjs";
import { seesOperations } from "./shop.mjs";

const iso = (millis) => new Date(millis).toISOString();

export class World {
  constructor(scene, now = Date.now()) {
    this.scene = scene;
    this.startedAt = now - 9 * 60_000;
    this.now = now;
    this.next = random(11);
    this.lag = 0;
    this.missing = [];
    this.trouble = undefined;
    /** What somebody should look at at the link. @type {string[]} */
    this.warnings = [];
    /** What became of policies that were promoted or rolled back. */
    this.changes = {};
    this.edges = scene.flows.map((flow) => this.edge(flow));
    this.parties = scene.parties.map((party) => ({ ...party, firstSeen: iso(this.startedAt), lastSeen: iso(now) }));
    for (const party of this.parties) if (party.ended) party.lastSeen = iso(now - 12_000);
    this.advance(540);
  }

  edge(flow) {
    const counts = {
      exchanges: 0,
      errors: 0,
      ratePerSecond: 0,
      errorShare: 0,
      requestBytes: 0,
      responseBytes: 0,
      firstSeen: iso(this.startedAt),
      lastSeen: iso(this.now),
    };
    return {
      flow,
      view: {
        id: `${flow.source} -> ${flow.target} ${flow.protocol} node ${flow.vantage ?? "server"}`,
        source: flow.source,
        target: flow.target,
        protocol: flow.protocol,
        tier: "node",
        vantage: flow.vantage ?? "server",
        sourceProof: flow.sourceProof ?? "namespace",
        targetProof: flow.targetProof ?? "namespace",
        ...counts,
        p50Millis: flow.millis,
        p99Millis: flow.millis * 4.2,
        visibility: (flow.visibility ?? seesOperations).map(([layer, seen, because]) => ({
          layer,
          seen,
          ...(because ? { because } : {}),
        })),
        operations: flow.operations.map(([key]) => ({ key, ...counts, statuses: {} })),
        operationsOmitted: 0,
        ...(flow.contents ? { contents: flow.contents } : {}),
        ...(flow.rulings ? { rulings: flow.rulings } : {}),
      },
    };
  }

  /** Adds the traffic of some seconds. */
  advance(seconds) {
    this.now += seconds === 540 ? 0 : seconds * 1000;
    for (const { flow, view } of this.edges) {
      const wobble = 0.85 + this.next() * 0.3;
      const rate = flow.rate * wobble;
      view.ratePerSecond = rate;
      let errors = 0;
      for (const [i, [, share, errorShare, status]] of flow.operations.entries()) {
        const operation = view.operations[i];
        const count =
          flow.once && operation.exchanges ? 0 : Math.round((flow.once ?? rate * seconds) * share + this.next());
        const failed = Math.round(count * errorShare);
        operation.exchanges += count;
        operation.errors += failed;
        operation.ratePerSecond = rate * share;
        operation.errorShare = errorShare;
        operation.p50Millis = flow.millis * (0.8 + (0.4 * ((i * 7) % 5)) / 5) * wobble;
        operation.p99Millis = operation.p50Millis * 4.2;
        operation.requestBytes += count * 420;
        operation.responseBytes += count * 5_200;
        if (status && count) {
          const good = errorShare ? "200" : status;
          operation.statuses[good] = (operation.statuses[good] ?? 0) + count - failed;
          if (failed) operation.statuses[status] = (operation.statuses[status] ?? 0) + failed;
        }
        if (count) operation.lastSeen = iso(this.now);
        errors += share * errorShare;
      }
      for (const name of ["exchanges", "errors", "requestBytes", "responseBytes"])
        view[name] = view.operations.reduce((sum, op) => sum + op[name], 0);
      view.errorShare = rate ? errors : 0;
      view.p50Millis = flow.millis * wobble;
      view.p99Millis = flow.millis * 4.2 * wobble;
      if (rate) view.lastSeen = iso(this.now);
    }
    for (const party of this.parties) if (!party.ended) party.lastSeen = iso(this.now);
  }

  blueprint() {
    const gone = this.parties.filter((party) => party.pods && party.pods.captured < party.pods.running);
    const missing = [
      ...this.missing,
      ...gone.map(
        (party) =>
          `${party.namespace}/${party.name}: ${party.pods.running - party.pods.captured} of ${party.pods.running} pods not captured`,
      ),
    ];
    return {
      generatedAt: iso(this.now),
      window: { from: iso(this.startedAt), to: iso(this.now) },
      parties: this.parties.map(({ because, ...party }) => party),
      edges: this.edges.map(({ view }) => view),
      provenance: {
        nodes: ["lab-a", "lab-b"].map((name, i) => ({
          name,
          lastWindowAt: iso(this.now - 1000),
          lagSeconds: 1.1 + i * 0.3 + this.lag,
          lostShare: 0,
          connected: true,
        })),
        complete: missing.length === 0,
        missing,
      },
    };
  }

  policies() {
    return {
      generatedAt: iso(this.now),
      policies: (this.scene.policies ?? []).map((each) => ({ ...each, ...this.changes[each.id] })),
      ...(this.trouble ? { trouble: this.trouble } : {}),
    };
  }

  change(id, path, body) {
    const { percent = 100 } = JSON.parse(body);
    if (path.endsWith("/promote"))
      this.changes[id] = {
        mode: "enforce",
        enforcedPercent: percent,
        effective: percent === 100 ? "enforced" : `enforced on ${percent}% of pods`,
        rollout: percent === 100 ? "acts on all pods" : `acts on ${percent}% of pods, observes on the others`,
      };
    else if (path.endsWith("/rollback"))
      this.changes[id] = {
        mode: "observe",
        enforcedPercent: 0,
        effective: "only observes",
        rollout: "observes on all pods",
      };
  }

  denials() {
    return { generatedAt: iso(this.now), denials: this.scene.denials ?? [], omitted: 0 };
  }

  status() {
    const pods = this.parties
      .filter((party) => party.pods)
      .flatMap((party) =>
        Array.from({ length: party.pods.running }, (_, i) => {
          const captured = i < party.pods.captured;
          return {
            namespace: party.namespace,
            name: `${party.name}-${(7 * i + 3).toString(36)}x2k${i}`,
            workload: party.id,
            node: i % 2 ? "lab-b" : "lab-a",
            state: captured ? "captured" : "not-captured",
            ...(captured ? { provedAt: iso(this.now - 4000 - i * 700) } : { because: party.because }),
            families: { ipv4: captured, ipv6: captured },
          };
        }),
      );
    return {
      version: "0.1.0-SNAPSHOT",
      startedAt: iso(this.startedAt),
      database: { kind: "embedded", ok: true },
      kubernetes: { ok: true, pods: pods.length },
      link: { security: "mutual-tls", ok: true, refused: 0, unchecked: 0, warnings: this.warnings },
      nodes: ["lab-a", "lab-b"].map((name, i) => ({
        name,
        version: "0.1.0-SNAPSHOT",
        connected: true,
        lastHeardAt: iso(this.now - 300),
        lagSeconds: 1.1 + i * 0.3,
        residentBytes: 96_400_000 + i * 7_000_000,
        bytesSeen: 812_000_000 + (this.now - this.startedAt) * 40,
        summaryBytes: 402_000 + (this.now - this.startedAt) / 50,
        queueDrops: 0,
        lostShare: 0,
        connectionsOpen: 118 + i * 31,
        rulesetAgeSeconds: 512,
        limitsHit: i ? { "names-per-pod": 3 } : {},
      })),
      pods,
    };
  }
}
