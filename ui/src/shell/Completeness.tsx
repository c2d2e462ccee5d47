// SPDX-License-Identifier: Apache-2.0
import { useEffect, useRef, useState } from "react";
import type { Blueprint } from "../api/types";
import { maybeSpan, share } from "../shared/format";
import { completeness } from "./freshness";

const time = (instant: string): string => new Date(instant).toLocaleTimeString();

/** Says whether the picture is complete; opened, it says in sentences what is missing. Old data is never called complete. */
export function Completeness({ blueprint, fresh }: { blueprint: Blueprint; fresh: boolean }) {
  const { provenance, generatedAt, window } = blueprint;
  const [open, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!open) return;
    const outside = (event: Event) => !root.current?.contains(event.target as Node) && setOpen(false);
    addEventListener("pointerdown", outside);
    addEventListener("focusin", outside);
    return () => {
      removeEventListener("pointerdown", outside);
      removeEventListener("focusin", outside);
    };
  }, [open]);
  const missing = provenance.missing.length;
  const { tone, words } = completeness(provenance, fresh);
  return (
    <div
      ref={root}
      className="menu"
      onKeyDown={(event) => {
        if (event.key === "Escape" && open) {
          event.stopPropagation();
          setOpen(false);
        }
      }}
    >
      <button type="button" className={`plain fresh fresh-${tone}`} aria-expanded={open} onClick={() => setOpen(!open)}>
        <span className="dot" aria-hidden="true" />
        {words}
      </button>
      {open && (
        <div className="menu-list provenance" role="group" aria-label="Where this picture comes from">
          {missing > 0 ? (
            <ul>
              {provenance.missing.map((sentence) => (
                <li key={sentence}>{sentence}</li>
              ))}
            </ul>
          ) : (
            <p>
              {provenance.nodes.length === 0
                ? "No node has reported yet, so nothing can be said."
                : provenance.complete
                  ? "Nothing is known to be missing."
                  : "The program does not say what is missing."}
            </p>
          )}
          <p className="quiet">
            As of {time(generatedAt)}, from {time(window.from)} to {time(window.to)}.
          </p>
          <table>
            <thead>
              <tr>
                <th scope="col">Node</th>
                <th scope="col" className="number">
                  Lag
                </th>
                <th scope="col" className="number">
                  Lost
                </th>
              </tr>
            </thead>
            <tbody>
              {provenance.nodes.map((node) => (
                <tr key={node.name}>
                  <th scope="row">{node.name}</th>
                  <td className={`number ${node.connected ? "" : "bad"}`}>
                    {node.connected ? maybeSpan(node.lagSeconds) : "gone"}
                  </td>
                  <td className={`number ${node.lostShare > 0 ? "bad" : ""}`}>{share(node.lostShare)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </div>
  );
}
