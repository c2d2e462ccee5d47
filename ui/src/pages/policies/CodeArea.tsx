// SPDX-License-Identifier: Apache-2.0
import { type RefObject, useRef } from "react";

interface Props {
  text: string;
  label: string;
  /** Lines on which something is wrong. */
  marked: Set<number>;
  area: RefObject<HTMLTextAreaElement | null>;
  onText: (text: string) => void;
}

/** A plain text area with line numbers. Tab leaves it, as everywhere on the page. */
export function CodeArea({ text, label, marked, area, onText }: Props) {
  const gutter = useRef<HTMLDivElement>(null);
  const lines = text.split("\n").length;
  return (
    <div className="code-area mono">
      <div ref={gutter} className="gutter" aria-hidden="true">
        {Array.from({ length: lines }, (_, at) => (
          <div key={at} className={marked.has(at + 1) ? "marked" : ""}>
            {at + 1}
          </div>
        ))}
      </div>
      <textarea
        ref={area}
        aria-label={label}
        aria-invalid={marked.size > 0}
        value={text}
        spellCheck={false}
        autoCapitalize="off"
        autoComplete="off"
        wrap="off"
        onChange={(event) => onText(event.target.value)}
        onScroll={(event) => {
          if (gutter.current) gutter.current.scrollTop = event.currentTarget.scrollTop;
        }}
      />
    </div>
  );
}

/** Puts the cursor on a line, from 1. */
export function goToLine(area: HTMLTextAreaElement | null, line: number): void {
  if (!area) return;
  const lines = area.value.split("\n");
  const start = lines.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0);
  area.focus();
  area.setSelectionRange(start, start + (lines[line - 1]?.length ?? 0));
}
