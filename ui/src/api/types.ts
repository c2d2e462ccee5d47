// SPDX-License-Identifier: Apache-2.0
// The shapes of the API as the page uses them. test/openapi.test.ts holds them against the OpenAPI document.

/** Where a party stands in the picture, from left to right; platform is everything that only serves the cluster. */
export type Layer = "outside" | "ingress" | "workload" | "datastore" | "ai" | "egress" | "platform";

export type PartyKind = "workload" | "node" | "kube-api" | "external" | "outside" | "unidentified";

/** Pods that run and, of them, those proven to be captured. */
export interface PodCounts {
  running: number;
  captured: number;
}

/** Either end of traffic, under a name that outlives addresses. */
export interface Party {
  id: string;
  layer: Layer;
  kind: PartyKind;
  name: string;
  namespace?: string;
  workloadKind?: string;
  serviceAccount?: string;
  labels?: Record<string, string>;
  protocols: string[];
  pods?: PodCounts;
  /** Absent when no traffic of it was seen yet. */
  firstSeen?: string;
  lastSeen?: string;
  ended?: boolean;
}

export type VisibilityLayer = "connection" | "names" | "protocol" | "operation" | "payload";

/** One line of the visibility ledger: seen, or not and why. */
export interface Sight {
  layer: VisibilityLayer;
  seen: boolean;
  because?: string;
}

/** Counts that operations and edges share. Rates and error shares are over the last 60 s. */
export interface Counts {
  exchanges: number;
  errors: number;
  ratePerSecond: number;
  errorShare: number;
  p50Millis?: number;
  p99Millis?: number;
  requestBytes: number;
  responseBytes: number;
  firstSeen: string;
  lastSeen: string;
}

export interface OperationView extends Counts {
  key: string;
  statuses: Record<string, number>;
}

/** Everything one party asked of another over one protocol. */
export interface EdgeView extends Counts {
  id: string;
  source: string;
  target: string;
  protocol: string;
  tier: "node" | "steer" | "listen";
  vantage: "server" | "client";
  sourceProof: string;
  targetProof: string;
  visibility: Sight[];
  operations: OperationView[];
  operationsOmitted: number;
  /** Estimated distinct callers; only where the source is outside. */
  outsideClients?: number;
}

export interface ProvenanceNode {
  name: string;
  lastWindowAt?: string;
  lagSeconds?: number;
  lostShare: number;
  connected: boolean;
}

/** Which nodes and windows are in the picture, and which are missing. */
export interface Provenance {
  nodes: ProvenanceNode[];
  complete: boolean;
  missing: string[];
}

export interface Blueprint {
  generatedAt: string;
  window: { from: string; to: string };
  parties: Party[];
  edges: EdgeView[];
  provenance: Provenance;
}

export interface NodeStatus {
  name: string;
  version?: string;
  connected: boolean;
  lastHeardAt?: string;
  lagSeconds?: number;
  residentBytes: number;
  bytesSeen: number;
  summaryBytes: number;
  queueDrops: number;
  lostShare: number;
  connectionsOpen: number;
  rulesetAgeSeconds?: number;
  limitsHit: Record<string, number>;
}

export interface PodStatus {
  namespace: string;
  name: string;
  /** Id of the party it is an instance of. */
  workload: string;
  node: string;
  state: "captured" | "not-captured" | "pending";
  because?: string;
  provedAt?: string;
  families: { ipv4: boolean; ipv6: boolean };
}

export interface Status {
  version: string;
  startedAt: string;
  database: { kind: "embedded" | "external"; ok: boolean; message?: string };
  kubernetes: { ok: boolean; message?: string; pods: number };
  nodes: NodeStatus[];
  pods: PodStatus[];
}
