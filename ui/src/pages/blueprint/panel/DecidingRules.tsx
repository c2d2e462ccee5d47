// SPDX-License-Identifier: Apache-2.0
import { edgeRules } from "../../../api/ask";
import type { EdgeRules } from "../../../api/types";
import { useAsked } from "../../../api/useAsked";
import { count, plural } from "../../../shared/format";
import { Trouble } from "../../../shared/Trouble";
import { Section } from "./Panel";

type Rule = EdgeRules["operations"][number];
/** Of more operations that share an answer the rest is counted: every name that is looked up is an operation. */
const LISTED = 6;
const named = (rule: Rule): string => rule.operation;

/** What the rules in force say of each operation of a call: asked of them, not read from what happened. */
export function DecidingRules({ edge }: { edge: string }) {
  const { answer, of } = useAsked(edge, 0, (signal) => edgeRules(edge, signal));
  const known = of === edge ? answer : undefined;
  return (
    <Section title="Rules that decide">
      {!known && <p className="quiet">Asking…</p>}
      {known?.problem && <Trouble problem={known.problem} />}
      {known?.value && (
        <>
          <ul className="contents">
            {grouped(known.value.operations).map(([answer, rules]) => (
              <li key={answer} data-verdict={rules[0]!.verdict}>
                <b className={tone(rules[0]!)}>{answer}</b>
                <span className="mono">{rules.slice(0, LISTED).map(named).join(", ")}</span>
                {rules.length > LISTED && <span className="quiet">and {count(rules.length - LISTED)} more</span>}
              </li>
            ))}
          </ul>
          {known.value.omitted > 0 && <p className="quiet">and {plural(known.value.omitted, "operation")} used less</p>}
        </>
      )}
    </Section>
  );
}

const tone = (rule: Rule): string => (rule.verdict === "deny" ? "bad" : rule.wouldBe === "deny" ? "warning" : "");

/** Operations of which the same is said stand together. */
function grouped(rules: Rule[]): [string, Rule[]][] {
  const groups = new Map<string, Rule[]>();
  for (const rule of rules) groups.set(rule.answer, [...(groups.get(rule.answer) ?? []), rule]);
  return [...groups];
}
