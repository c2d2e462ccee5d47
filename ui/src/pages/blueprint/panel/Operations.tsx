// SPDX-License-Identifier: Apache-2.0
import type { OperationView } from "../../../api/types";
import { count, millis, plural, rate, share } from "../../../shared/format";
import { statusName } from "../../../shared/words";

/** Operations as a table; the protocol whose statuses they have adds a line of those under each. */
export function Operations({
  operations,
  omitted,
  statusesOf,
}: {
  operations: OperationView[];
  omitted: number;
  statusesOf?: string;
}) {
  if (!operations.length) return <p className="quiet">No operation was seen.</p>;
  return (
    <>
      <table className="operations">
        <thead>
          <tr>
            <th scope="col">Operation</th>
            <th scope="col" className="number">
              Rate
            </th>
            <th scope="col" className="number">
              Errors
            </th>
            <th scope="col" className="number">
              p50
            </th>
            <th scope="col" className="number">
              p99
            </th>
          </tr>
        </thead>
        <tbody>
          {operations.map((operation) => (
            <Row key={operation.key} operation={operation} statusesOf={statusesOf} />
          ))}
        </tbody>
      </table>
      {omitted > 0 && <p className="quiet">and {plural(omitted, "operation")} used less</p>}
    </>
  );
}

function Row({ operation, statusesOf }: { operation: OperationView; statusesOf: string | undefined }) {
  const codes = Object.entries(operation.statuses);
  return (
    <tr>
      <th scope="row" className="mono">
        {operation.key}
        {statusesOf !== undefined && codes.length > 0 && (
          <span className="codes">
            {codes.map(([code, times]) => (
              <span key={code} className={/^[45]/.test(code) && operation.errors > 0 ? "code bad" : "code"}>
                {statusName(statusesOf, code)} <b>{count(times)}</b>
              </span>
            ))}
          </span>
        )}
      </th>
      <td className="number">{rate(operation.ratePerSecond)}</td>
      <td
        className={`number ${operation.errorShare > 0 ? "bad" : ""}`}
        title={`${count(operation.errors)} of ${plural(operation.exchanges, "exchange")} failed in the window`}
      >
        {share(operation.errorShare)}
      </td>
      <td className="number">{millis(operation.p50Millis)}</td>
      <td className="number">{millis(operation.p99Millis)}</td>
    </tr>
  );
}
