// SPDX-License-Identifier: Apache-2.0
import type { EdgeView } from "../../../api/types";
import { count, plural } from "../../../shared/format";
import { dataClassName, familyName } from "../../../shared/words";
import { Section } from "./Panel";

type Contents = NonNullable<EdgeView["contents"]>;
type Datum = Contents["data"][number];
type Claim = Contents["findings"][number];

/** What detectors said about the contents of one call; nothing where nobody looked into them. */
export function ContentsSections({ contents }: { contents: EdgeView["contents"] }) {
  if (!contents) return null;
  const cut = contents.cut > 0 ? `, ${count(contents.cut)} of them in part` : "";
  return (
    <>
      {contents.findings.length > 0 && (
        <Section title="Findings">
          <ul className="contents">
            {contents.findings.map((claim) => (
              <Finding key={claim.detector + claim.part + claim.place} claim={claim} />
            ))}
          </ul>
          {contents.findingsOmitted > 0 && <p className="quiet">and {count(contents.findingsOmitted)} more</p>}
        </Section>
      )}
      <Section title="Sensitive data" aside={contents.data.length ? undefined : "none seen"}>
        <ul className="contents">
          {contents.data.map((datum) => (
            <DataLine key={datum.dataClass + datum.direction + datum.part + datum.place} datum={datum} />
          ))}
        </ul>
        {contents.dataOmitted > 0 && <p className="quiet">and {plural(contents.dataOmitted, "more place")}</p>}
        <p className="quiet">
          {plural(contents.inspected, "exchange")} looked into{cut}
        </p>
      </Section>
    </>
  );
}

function DataLine({ datum }: { datum: Datum }) {
  return (
    <li>
      <b>{dataClassName(datum.dataClass)}</b>
      <span className="number">{count(datum.count)}</span>
      <span className="quiet">
        {datum.direction === "answer" ? "answer" : "request"}, {place(datum)}
        {datum.leaves && <span className="warning"> · leaves the cluster</span>}
      </span>
      <span className="mono quiet" aria-label="masked example">
        {datum.masked}
      </span>
    </li>
  );
}

function Finding({ claim }: { claim: Claim }) {
  const grave = claim.severity === "high" || claim.severity === "critical";
  return (
    <li>
      <b className={grave ? "bad" : ""}>{familyName(claim.family)}</b>
      <span className="number">{count(claim.count)}</span>
      <span className="quiet">
        {claim.severity}, {place(claim)}
      </span>
      <span className="quiet evidence">{claim.evidence}</span>
    </li>
  );
}

const place = ({ part, place }: { part: string; place: string }): string => (place ? `${part} ${place}` : part);

/** The classes of data that a workload gets and sends, over all its calls. */
export function DataOfParty({ id, edges }: { id: string; edges: EdgeView[] }) {
  const sums = new Map<string, { dataClass: string; got: number; sent: number; leaves: boolean }>();
  let findings = 0;
  for (const edge of edges) {
    findings += edge.target === id ? (edge.contents?.findings ?? []).reduce((sum, each) => sum + each.count, 0) : 0;
    for (const datum of edge.contents?.data ?? []) {
      const known = sums.get(datum.dataClass) ?? { dataClass: datum.dataClass, got: 0, sent: 0, leaves: false };
      const sends = (edge.source === id) === (datum.direction === "request");
      known[sends ? "sent" : "got"] += datum.count;
      known.leaves ||= sends && datum.leaves;
      sums.set(datum.dataClass, known);
    }
  }
  if (!sums.size && !findings) return null;
  return (
    <Section title="Sensitive data">
      <ul className="contents">
        {[...sums.values()].map((sum) => (
          <li key={sum.dataClass}>
            <b>{dataClassName(sum.dataClass)}</b>
            <span className="number">{count(sum.got + sum.sent)}</span>
            <span className="quiet">
              {[sum.got && `got ${count(sum.got)}`, sum.sent && `sent ${count(sum.sent)}`].filter(Boolean).join(", ")}
              {sum.leaves && <span className="warning"> · leaves the cluster</span>}
            </span>
          </li>
        ))}
      </ul>
      {findings > 0 && <p className="bad">{plural(findings, "finding")} in calls to it</p>}
    </Section>
  );
}
