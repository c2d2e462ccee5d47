// SPDX-License-Identifier: Apache-2.0
import type { OperationView } from "../../../api/types";
import { count, millis, plural, rate, share } from "../../../shared/format";

/** Operations as a table; `statuses` adds a line of status codes under each. */
export function Operations({
  operations,
  omitted,
  statuses = false,
}: {
  operations: OperationView[];
  omitted: number;
  statuses?: boolean;
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
            <Row key={operation.key} operation={operation} statuses={statuses} />
          ))}
        </tbody>
      </table>
      {omitted > 0 && <p className="quiet">and {plural(omitted, "operation")} used less</p>}
    </>
  );
}

function Row({ operation, statuses }: { operation: OperationView; statuses: boolean }) {
  const codes = Object.entries(operation.statuses);
  return (
    <tr>
      <th scope="row" className="mono">
        {operation.key}
        {statuses && codes.length > 0 && (
          <span className="codes">
            {codes.map(([code, times]) => (
              <span key={code} className={/^[45]/.test(code) && operation.errors > 0 ? "code bad" : "code"}>
                {code} <b>{count(times)}</b>
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
