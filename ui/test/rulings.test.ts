// SPDX-License-Identifier: Apache-2.0
import { expect, test } from "vitest";
import { decider, outcome } from "../src/shared/rulings";

const said = (says: string, done: string, wouldBe = false) => outcome({ says, done, wouldBe });

test("only what was applied is called done", () => {
  expect(said("deny", "applied")).toEqual({ words: "Denied", because: "", tone: "bad" });
  expect(said("redact", "applied").words).toBe("Redacted");
});
test.each(["redact", "throttle", "deny", "alert"])("%s that was only observed claims nothing", (says) => {
  for (const it of [said(says, "observed", true), said(says, "applied", true), said(says, "observed")]) {
    expect(it.words).toMatch(/^Would /);
    expect(it.because).toContain("Nothing was done");
    expect(it.tone).not.toBe("bad");
  }
});
test("what failed open passed, whatever was wanted of it", () => {
  expect(said("deny", "failed-open").words).toBe("Passed, failed open");
  expect(said("deny", "failed-open").because).toContain("It was to be denied");
  expect(said("allow", "failed-open").because).not.toContain("It was to be");
});
test("what failed closed was denied, whatever was said of it", () =>
  expect(said("allow", "failed-closed")).toMatchObject({ words: "Denied, failed closed", tone: "bad" }));
test("a word that is not known yet is shown as it is", () =>
  expect(said("quarantine", "applied").words).toBe("quarantine"));
test("the default of a policy, no policy and folded policies are told apart from rules", () => {
  expect(decider({ policy: "shop/payments", rule: "no-attacks" })).toBe("shop/payments, rule no-attacks");
  expect(decider({ policy: "shop/payments", rule: "" })).toBe("shop/payments, its default");
  expect(decider({ policy: "none", rule: "" })).toBe("no policy");
  expect(decider({ policy: "others", rule: "others" })).not.toContain("rule");
});
