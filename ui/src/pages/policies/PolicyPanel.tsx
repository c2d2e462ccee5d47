// SPDX-License-Identifier: Apache-2.0
import type { Feed } from "../../api/link";
import type { Blueprint, Denials, PolicyView } from "../../api/types";
import { ago, count, millis } from "../../shared/format";
import { outcome } from "../../shared/rulings";
import { Facts, Panel, Section } from "../blueprint/panel/Panel";
import { CallLink, keyOf, Unread } from "./DenialTable";
import { RolloutActions } from "./RolloutActions";
import { modeOf, ruleInWords, tierOf } from "./words";

interface Props {
  policy: PolicyView;
  denials: Feed<Denials>;
  blueprint: Blueprint | undefined;
  now: number;
  onCall: (edge: string) => void;
  onClose: () => void;
  onEdit: (yaml: string) => void;
}

export function PolicyPanel({ policy, denials, blueprint, now, onCall, onClose, onEdit }: Props) {
  return (
    <Panel
      label={`Details of the policy ${policy.id}`}
      kicker={policy.namespace ? "Policy of a namespace" : "Policy of the whole cluster"}
      title={policy.id}
      subject={policy.id}
      onClose={onClose}
    >
      <p className={policy.accepted ? "" : "bad"}>{policy.effective}</p>
      {policy.rollout && (
        <p className={policy.rolledBack ? "bad" : "quiet"} data-rollout>
          Roll-out: {policy.rollout}
        </p>
      )}
      <RolloutActions key={policy.id} policy={policy} />
      {!policy.accepted && <Problems problems={policy.problems} />}
      {policy.notes.length > 0 && (
        <Section title="Means nothing now">
          <ul className="contents">
            {policy.notes.map((note) => (
              <li key={note}>{note}</li>
            ))}
          </ul>
        </Section>
      )}
      <Rules policy={policy} />
      <Review review={policy.review} />
      <Hit {...{ policy, denials, blueprint, now, onCall }} />
      <Counts policy={policy} now={now} />
      <Section title="As written">
        <p>
          <button type="button" className="plain" onClick={() => onEdit(policy.document)}>
            Open in the editor
          </button>
        </p>
        <details className="document">
          <summary>YAML of the object</summary>
          <pre className="mono" tabIndex={0} aria-label="YAML of the object">
            {policy.document}
          </pre>
        </details>
      </Section>
    </Panel>
  );
}

function Problems({ problems }: { problems: PolicyView["problems"] }) {
  return (
    <Section title="Why it is refused">
      <ul className="contents">
        {problems.map((problem) => (
          <li key={problem.field + problem.expected}>
            <b className="mono">{problem.field}</b>
            <span className="evidence">
              {problem.found ? `${problem.found} (expected: ${problem.expected})` : `expected: ${problem.expected}`}
            </span>
            {problem.fix && <span className="quiet evidence">{problem.fix}</span>}
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Rules({ policy: { rules, accepted, inForce } }: { policy: PolicyView }) {
  const older = !accepted && inForce !== undefined ? `of generation ${inForce}, which stays in force` : undefined;
  return (
    <Section title="Rules" aside={older}>
      {rules.length === 0 && (
        <p className="quiet">
          {inForce === undefined ? "None is in force." : "It has no rule; only its defaults count."}
        </p>
      )}
      <ul className="contents">
        {rules.map((rule) => (
          <li key={rule.side + rule.name}>
            <b>{rule.name}</b>
            <span className="quiet">{rule.side}</span>
            <span className="evidence">{ruleInWords(rule)}</span>
          </li>
        ))}
      </ul>
      {rules.length > 0 && (
        <p className="quiet">Each holds for the calls that its conditions name; the object below has them.</p>
      )}
    </Section>
  );
}

function Review({ review }: { review: PolicyView["review"] }) {
  return (
    <Section title="Beside other policies" aside={review.length ? undefined : "nothing to remark"}>
      <ul className="contents">
        {review.map((remark) => (
          <li key={remark.kind + remark.rule + remark.message}>
            <b className="warning">{remark.kind}</b>
            <span className="quiet">{remark.rule ? `rule ${remark.rule}` : "the policy"}</span>
            <span className="evidence">{remark.message}</span>
          </li>
        ))}
      </ul>
    </Section>
  );
}

/** Whose calls it denied or would have. */
function Hit({ policy, denials, blueprint, now, onCall }: Omit<Props, "onClose" | "onEdit">) {
  const all = denials.value?.denials.filter((each) => each.policy === policy.id);
  return (
    <Section title="Who is hit" aside={all?.length === 0 ? "nobody in the list of denials" : undefined}>
      {!all && <Unread state={denials.state} />}
      <ul className="contents">
        {all?.map((denial) => {
          const { words, tone } = outcome({ says: "deny", ...denial });
          return (
            <li key={keyOf(denial)} data-outcome={tone}>
              <span>
                <b className={tone}>{words}</b> <CallLink {...{ denial, blueprint, onCall }} />
              </span>
              <span className="number">{count(denial.exchanges)}</span>
              <span className="mono">{denial.operation}</span>
              <span className="quiet evidence">
                {denial.rule ? `rule ${denial.rule}` : "its default"}, version {denial.version}, last{" "}
                {ago(denial.lastSeen, now)}
              </span>
            </li>
          );
        })}
      </ul>
    </Section>
  );
}

function Counts({ policy, now }: { policy: PolicyView; now: number }) {
  const { counts } = policy;
  return (
    <Section title="State and counts">
      <Facts
        facts={[
          ["Mode", modeOf(policy)],
          ["Tier", tierOf(policy.tier)],
          ["Nodes that apply it", `${policy.nodesCurrent} of ${policy.nodesTotal}`],
          [
            "Applied everywhere after",
            policy.convergenceMillis === undefined ? undefined : millis(policy.convergenceMillis),
          ],
          ["Newest generation", policy.generation],
          ["Generation in force", policy.inForce ?? "none"],
          ["Allowed", count(counts.allowed)],
          ["Denied", count(counts.denied)],
          ["Redacted", count(counts.redacted)],
          ["Held to a limit", count(counts.throttled)],
          ["Would have denied", count(counts.wouldDeny)],
          ["Would have changed", count(counts.wouldChange)],
          ["Failed open", count(counts.failedOpen)],
          ["Failed closed", count(counts.failedClosed)],
          ["Last hit", counts.lastHit === undefined ? "never" : ago(counts.lastHit, now)],
        ]}
      />
    </Section>
  );
}
