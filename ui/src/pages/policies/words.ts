// SPDX-License-Identifier: Apache-2.0
// What the API's stable codes of policies mean, in words.
import type { PolicyView } from "../../api/types";

const TIERS: Record<string, string> = {
  admin: "Admin: asked first",
  namespace: "Namespace: asked after admin",
  baseline: "Baseline: asked last",
};
const THEN: Record<string, string> = {
  allow: "Allows",
  deny: "Denies",
  redact: "Replaces values in",
  throttle: "Limits the rate of",
  alert: "Raises an alert on",
};
const SIDES: Record<string, string> = {
  inbound: "calls to what it protects",
  outbound: "calls by what it protects",
};

export const tierOf = (tier: string): string => TIERS[tier] ?? tier;

/** Returns what a rule does; the conditions under which it does so stand in the document. */
export const ruleInWords = ({ side, then }: PolicyView["rules"][number]): string =>
  `${THEN[then] ?? then} ${SIDES[side] ?? side}`;

/** Returns what the object asks for, which need not be what is in force. */
export function modeOf({ mode, enforcedPercent }: PolicyView): string {
  if (mode === "observe") return "observe";
  return enforcedPercent > 0 && enforcedPercent < 100 ? `${mode}, ${enforcedPercent} % of pods` : mode;
}
