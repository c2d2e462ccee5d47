// SPDX-License-Identifier: Apache-2.0
import type { Simulation } from "../../api/types";
import { count, plural } from "../../shared/format";
import { PartyLabel } from "./PartyLabel";

/** More than these are counted, not listed. */
const LISTED = 50;
const OUTCOMES: Record<string, [string, string]> = {
  denied: ["Denied", "bad"],
  throttled: ["Held to a limit", "bad"],
  undecided: ["Cannot be told", "warning"],
  redacted: ["Redacted", ""],
};

/** What policies would have done to what really happened: the answer first, then who is hit, then what limits it. */
export function SimulationResult({ simulation }: { simulation: Simulation }) {
  // Who was not seen long enough is listed by name above.
  const caveats = simulation.caveats.filter((caveat) => !caveat.includes("not seen long enough to judge by"));
  return (
    <div className="simulation" data-answer={simulation.answer}>
      <Headline simulation={simulation} />
      <Impacts simulation={simulation} />
      <Identities simulation={simulation} />
      {caveats.length > 0 && (
        <ul className="caveats">
          {caveats.map((caveat) => (
            <li key={caveat} className={caveat.startsWith("A rare caller would be hit") ? "bad" : "quiet"}>
              {caveat}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function Headline({
  simulation: { answer, exchanges, outcomes, beside, from, until, idle },
}: {
  simulation: Simulation;
}) {
  const cut = (outcomes["denied"] ?? 0) + (outcomes["throttled"] ?? 0);
  const [words, tone] =
    exchanges === 0
      ? ["Nothing to try: the ledger holds no exchange of this time.", "warning"]
      : answer === "cuts"
        ? [`Would have cut ${count(cut)} of ${plural(exchanges, "exchange")}.`, "bad"]
        : answer === "cannot-tell"
          ? [
              `Of ${count(outcomes["undecided"] ?? 0)} of ${plural(exchanges, "exchange")} it cannot be told.`,
              "warning",
            ]
          : [`Cuts nothing: ${plural(exchanges, "exchange")} tried.`, "proven"];
  return (
    <div>
      <p className={`answer ${tone}`}>{words}</p>
      <p className="quiet">
        {from && until && `${day(from)} to ${day(until)}: `}
        {["passed", "redacted", "throttled", "denied", "undecided"]
          .map((each) => `${count(outcomes[each] ?? 0)} ${each}`)
          .join(", ")}
        {idle > 0 && `, ${count(idle)} came to nothing even then`}.{" "}
        {beside.length > 0 && `Judged together with ${plural(beside.length, "policy", "policies")} in force.`}
      </p>
    </div>
  );
}

const day = (time: string): string => time.slice(0, 10);

function Impacts({ simulation: { impacts, impactsOmitted } }: { simulation: Simulation }) {
  if (!impacts.length) return null;
  const more = Math.max(0, impacts.length - LISTED) + impactsOmitted;
  return (
    <div className="scroll">
      <table aria-label="Who is hit">
        <thead>
          <tr>
            <th scope="col">Would be</th>
            <th scope="col">Owner, calls</th>
            <th scope="col">With</th>
            <th scope="col" className="number">
              Times
            </th>
            <th scope="col">By</th>
          </tr>
        </thead>
        <tbody>
          {impacts.slice(0, LISTED).map((each) => {
            const [words, tone] = OUTCOMES[each.outcome] ?? [each.outcome, ""];
            return (
              <tr key={[each.source, each.target, each.operation, each.outcome].join(" ")}>
                <th scope="row" className={tone}>
                  {words}
                </th>
                <td>
                  <PartyLabel id={each.source} /> → <PartyLabel id={each.target} />
                </td>
                <td className="mono">{each.operation}</td>
                <td className="number" title={`on ${plural(each.days, "day")}, ${each.beat}`}>
                  {count(each.exchanges)}
                </td>
                <td className="quiet">{each.why || each.reasons.join(", ")}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {more > 0 && <p className="quiet">and {count(more)} more</p>}
    </div>
  );
}

function Identities({ simulation: { identities } }: { simulation: Simulation }) {
  const young = identities.filter((each) => !each.enough);
  const rare = identities.filter((each) => each.rare && each.enough);
  return (
    <>
      {rare.length > 0 && (
        <p>
          <b className="warning">Comes rarely:</b>{" "}
          {rare.slice(0, LISTED).map((each, at) => (
            <span key={each.workload}>
              {at > 0 && ", "}
              <PartyLabel id={each.workload} /> <span className="quiet">({each.beat})</span>
            </span>
          ))}
        </p>
      )}
      {young.length > 0 && (
        <details>
          <summary>
            <b className="warning">{plural(young.length, "workload")} not seen long enough</b>{" "}
            <span className="quiet">to conclude anything from silence</span>
          </summary>
          <ul className="names">
            {young.slice(0, LISTED).map((each) => (
              <li key={each.workload}>
                <PartyLabel id={each.workload} />{" "}
                <span className="quiet">{each.firstSeen ? plural(each.days, "day") : "never seen"}</span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}
