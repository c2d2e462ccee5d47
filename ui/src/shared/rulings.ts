// SPDX-License-Identifier: Apache-2.0
// What policies said and what was done, in words that cannot be taken for more than they are.

export interface Said {
  says: string;
  done: string;
  wouldBe: boolean;
}

/** How a line looks: `bad` stopped something, `warning` is not as the policy wants it, `quiet` changed nothing. */
export type Tone = "bad" | "warning" | "quiet" | "plain";

const DONE: Record<string, string> = {
  allow: "Allowed",
  redact: "Redacted",
  throttle: "Held to a limit",
  deny: "Denied",
  alert: "Alert raised",
};
const WOULD: Record<string, string> = {
  allow: "Would be allowed",
  redact: "Would be redacted",
  throttle: "Would be held to a limit",
  deny: "Would be denied",
  alert: "Would raise an alert",
};
const WANTED: Record<string, string> = {
  redact: "to be redacted",
  throttle: "to be held to a limit",
  deny: "to be denied",
  alert: "to raise an alert",
};

export interface Outcome {
  words: string;
  /** What happened in fact, where the first words do not say all of it; empty where they do. */
  because: string;
  tone: Tone;
}

/** Returns what became of exchanges of which a policy said something. */
export function outcome({ says, done, wouldBe }: Said): Outcome {
  const wanted = WANTED[says];
  if (done === "failed-open")
    return {
      words: "Passed, failed open",
      because: wanted
        ? `It was ${wanted}, but that could not be checked or done; it was let through.`
        : "It could not be checked; it was let through.",
      tone: "warning",
    };
  if (done === "failed-closed")
    return {
      words: "Denied, failed closed",
      because: "It could not be checked; it was denied for that.",
      tone: "bad",
    };
  if (wouldBe || done === "observed")
    return {
      words: WOULD[says] ?? `Would be: ${says}`,
      because: says === "allow" ? "" : "Nothing was done: the policy only observes here.",
      tone: says === "deny" ? "warning" : "quiet",
    };
  return { words: DONE[says] ?? says, because: "", tone: says === "deny" ? "bad" : "plain" };
}

/** Returns who decided: the policy, and the rule or that it was the policy's default. */
export function decider({ policy, rule }: { policy: string; rule: string }): string {
  if (policy === "none") return "no policy";
  if (policy === "others") return "policies that are not told apart here";
  return rule ? `${policy}, rule ${rule}` : `${policy}, its default`;
}
