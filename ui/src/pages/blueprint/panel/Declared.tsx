// SPDX-License-Identifier: Apache-2.0
import { declared } from "../../../api/ask";
import type { Declared, Party } from "../../../api/types";
import { useAsked } from "../../../api/useAsked";
import { count, plural } from "../../../shared/format";
import { Trouble } from "../../../shared/Trouble";
import { Section } from "./Panel";

type Entry = Declared["entries"][number];
type Selecting = Declared["policies"][number];
type Rights = Declared["rights"];
type Grant = Rights["grants"][number];

/** What the objects of the cluster say of a workload: asked of them, not read from what happened. */
export function DeclaredSections({ party }: { party: Party }) {
  const { answer, of } = useAsked(party.id, 0, (signal) => declared(party, signal));
  const known = of === party.id ? answer : undefined;
  if (!known || known.problem)
    return (
      <Section title="What is declared">
        {known?.problem ? <Trouble problem={known.problem} /> : <p className="quiet">Asking…</p>}
      </Section>
    );
  const { entries, policies, rights, unread } = known.value;
  return (
    <>
      <Section
        title="Offered to the outside"
        aside={entries.length ? "by objects of the cluster" : "by no object that was read"}
      >
        <ul className="declared">
          {entries.map((entry) => (
            <Way key={JSON.stringify(entry)} entry={entry} />
          ))}
        </ul>
        {unread.map((kinds) => (
          <p key={kinds} className="warning">
            Not regarded: {kinds}
          </p>
        ))}
      </Section>
      <Section title="Policies that select it" aside={policies.length ? "of the cluster" : "none of the cluster"}>
        <ul className="declared">
          {policies.map((policy) => (
            <Policy key={policy.object + policy.says} policy={policy} />
          ))}
        </ul>
      </Section>
      <Section title="May on the Kubernetes API" aside={`as ${rights.account}`}>
        <MayDo rights={rights} />
      </Section>
    </>
  );
}

function Way({ entry }: { entry: Entry }) {
  const port = entry.port === undefined ? "" : `:${entry.port}`;
  return (
    <li>
      <b>{entry.hosts.length ? entry.hosts.join(", ") : "Any host"}</b>
      {entry.paths.length > 0 && <span className="mono">{entry.paths.join(" ")}</span>}
      <span className="quiet">
        {entry.object} → Service {entry.service}
        {port}, through {entry.through}
      </span>
    </li>
  );
}

const Policy = ({ policy }: { policy: Selecting }) => (
  <li>
    <b>{policy.object}</b>
    <span className="quiet">
      {policy.says}
      {!policy.evaluated && " · listed here, not evaluated"}
    </span>
  </li>
);

function MayDo({ rights }: { rights: Rights }) {
  return (
    <>
      {rights.cloudIdentity !== undefined && (
        <p>
          Stands for <span className="mono">{rights.cloudIdentity}</span> at the cloud.
        </p>
      )}
      {rights.known ? <Grants rights={rights} /> : <Unknown because={rights.because ?? "no reason given"} />}
      <p className="quiet">
        {!rights.tokenMounted && "Its pods are not given the token. "}
        {rights.seenCalls > 0
          ? `Seen: ${plural(rights.seenCalls, "exchange")} with the Kubernetes API.`
          : "It was never seen to call the Kubernetes API."}
      </p>
    </>
  );
}

function Grants({ rights }: { rights: Rights }) {
  if (!rights.grants.length) return <p>Nothing beyond what everybody may.</p>;
  return (
    <>
      <ul className="declared">
        {rights.grants.map((grant) => (
          <li key={grant.may + grant.where + grant.by} data-weight={grant.weight}>
            <b className={TONES[grant.weight]}>
              {grant.may}
              {grant.weight === "takes-over" && ", which leads to all rights there"}
            </b>
            <span className="quiet">
              {grant.where}, by {grant.by}
            </span>
          </li>
        ))}
      </ul>
      {rights.grantsOmitted > 0 && <p className="quiet">and {count(rights.grantsOmitted)} more</p>}
    </>
  );
}

const TONES: Record<Grant["weight"], string> = { "takes-over": "bad", grave: "warning", plain: "" };

/** Roles are not read unless that is switched on: an empty list would be a claim. */
const Unknown = ({ because }: { because: string }) => (
  <>
    <p className="unknown">Not known: {because}.</p>
    <p className="quiet">
      Control reads roles, and no Secrets, when it is installed with{" "}
      <span className="mono">control.readRoles=true</span>.
    </p>
  </>
);
