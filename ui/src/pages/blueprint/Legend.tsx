// SPDX-License-Identifier: Apache-2.0
import { dashes } from "./CallLine";

const DEPTHS: [number, string][] = [
  [5, "all layers seen"],
  [4, "operations, not payload"],
  [3, "protocol only"],
  [2, "less than the protocol"],
];

/** What dashes and marks mean. */
export function Legend() {
  return (
    <details className="legend">
      <summary>Legend</summary>
      <ul>
        {DEPTHS.map(([depth, words]) => (
          <li key={depth}>
            <svg viewBox="0 0 44 8" aria-hidden="true">
              <path d="M0 4h44" strokeDasharray={dashes(depth)} />
            </svg>
            {words}
          </li>
        ))}
        <li>
          <svg viewBox="0 0 44 8" className="thick" aria-hidden="true">
            <path d="M0 4h44" />
          </svg>
          more calls per second
        </li>
        <li>
          <svg viewBox="0 0 44 8" className="failing" aria-hidden="true">
            <path d="M0 4h44" />
          </svg>
          some calls fail
        </li>
        <li>
          <svg viewBox="0 0 44 8" className="leaving" aria-hidden="true">
            <path d="M0 4h44" />
            <path className="call-data" d="M22 0L26 4L22 8L18 4Z" />
          </svg>
          sensitive data leaves the cluster
        </li>
        <li>
          <span className="swatch uncaptured" aria-hidden="true" />
          pods not captured
        </li>
        <li>
          <span className="swatch ended" aria-hidden="true" />
          job that ended
        </li>
      </ul>
      <p>
        <kbd>/</kbd> search <kbd>←↑↓→</kbd> move <kbd>Enter</kbd> open <kbd>Esc</kbd> close
      </p>
    </details>
  );
}
