// SPDX-License-Identifier: Apache-2.0
// What the API's stable codes mean, in words a person can act on.
import type { EdgeView, VisibilityLayer } from "../api/types";

const PROOFS: Record<string, string> = {
  namespace: "Its socket lives in the pod's own network namespace.",
  "same-node-socket": "Its socket belongs to a captured pod on the same node.",
  "peer-vouch": "The node that hosts it vouched for this very connection.",
  mtls: "A verified client certificate carries its identity.",
  "address-ledger": "Exactly one identity held its address at that time.",
  "name-evidence": "A name from TLS, the HTTP authority or a DNS answer given to the caller.",
  "header-evidence": "Only headers say so: evidence, not identity.",
  unknown: "Nothing proves it.",
};

const TIERS: Record<EdgeView["tier"], string> = {
  node: "Node tier: redirected inside the pod to the node's data plane.",
  steer: "Steer tier: led through a gateway that needs no privilege.",
  listen: "Listen tier: reported by something that already runs.",
};

const LAYERS: Record<VisibilityLayer, string> = {
  connection: "Connection",
  names: "Names",
  protocol: "Protocol",
  operation: "Operations",
  payload: "Payload",
};

const VANTAGES: Record<EdgeView["vantage"], string> = {
  server: "Understood where the connection was accepted.",
  client: "Understood where the connection was opened.",
};

const DATA_CLASSES: Record<string, string> = {
  CREDIT_CARD: "Card number",
  IBAN_CODE: "IBAN",
  US_SSN: "US social security number",
  US_ITIN: "US taxpayer number",
  IP_ADDRESS: "IP address",
  PERSON: "Name of a person",
};

const capital = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);

/** Returns `EMAIL_ADDRESS` as "Email address". */
export const dataClassName = (dataClass: string): string =>
  DATA_CLASSES[dataClass] ?? capital(dataClass.toLowerCase().replaceAll("_", " "));

/** Returns `sql-injection` as "SQL injection". */
export const familyName = (family: string): string =>
  capital(
    family
      .replaceAll("-", " ")
      .replace(/^(no)?sql/, (word) => (word === "sql" ? "SQL" : "NoSQL"))
      .replace(/^(ldap|xml|xpath)/, (word) => word.toUpperCase()),
  );

/** Statuses of gRPC, by number. */
const GRPC = [
  "ok",
  "cancelled",
  "unknown",
  "invalid argument",
  "deadline exceeded",
  "not found",
  "already exists",
  "permission denied",
  "resource exhausted",
  "failed precondition",
  "aborted",
  "out of range",
  "unimplemented",
  "internal",
  "unavailable",
  "data loss",
  "unauthenticated",
];
/** Response codes of DNS, by number. */
const DNS = ["answered", "format error", "server failure", "no such name", "not implemented", "refused"];

/** Returns a protocol's status as people say it: `200` of HTTP as it is, `0` of Redis as "ok". */
export function statusName(protocol: string, status: string): string {
  const names = protocol === "grpc" ? GRPC : protocol === "dns" ? DNS : ["http", "h2"].includes(protocol) ? [] : ["ok"];
  return (/^\d+$/.test(status) && names[Number(status)]) || status;
}

export const proofInWords = (proof: string): string => PROOFS[proof] ?? proof;
export const tierInWords = (tier: EdgeView["tier"]): string => TIERS[tier] ?? tier;
export const vantageInWords = (vantage: EdgeView["vantage"]): string => VANTAGES[vantage] ?? vantage;
export const layerInWords = (layer: VisibilityLayer): string => LAYERS[layer] ?? layer;
/** Returns whether nothing strong stands behind a name. */
export const isWeakProof = (proof: string): boolean => proof === "unknown" || proof === "header-evidence";

const REASONS: Record<string, string> = {
  refused: "refused",
  unreachable: "without a way there",
  "no-answer": "without an answer",
  reset: "reset before a byte was said",
};

/** How an attempt ended that reached nobody. */
export const reasonInWords = (reason: string): string => REASONS[reason] ?? reason;
