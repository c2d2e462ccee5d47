// SPDX-License-Identifier: Apache-2.0
import { type ReactNode, useEffect, useRef } from "react";

interface Props {
  label: string;
  kicker: string;
  title: ReactNode;
  onClose: () => void;
  children: ReactNode;
  subject: string;
}

/** The frame of the side panel: takes the focus when its subject changes, Esc closes it. */
export function Panel({ label, kicker, title, onClose, children, subject }: Props) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus({ preventScroll: true }), [subject]);
  return (
    <aside className="panel" aria-label={label}>
      <header>
        <div>
          <p className="kicker">{kicker}</p>
          <h2 ref={heading} tabIndex={-1}>
            {title}
          </h2>
        </div>
        <button type="button" className="round" aria-label="Close panel" title="Close (Esc)" onClick={onClose}>
          <svg viewBox="0 0 24 24" aria-hidden="true">
            <path d="M6 6l12 12M18 6 6 18" />
          </svg>
        </button>
      </header>
      <div className="panel-body">{children}</div>
    </aside>
  );
}

export function Section({ title, aside, children }: { title: string; aside?: ReactNode; children: ReactNode }) {
  return (
    <section>
      <h3>
        {title}
        {aside !== undefined && <span className="quiet"> {aside}</span>}
      </h3>
      {children}
    </section>
  );
}

/** A list of names and values; absent values are left out. */
export function Facts({ facts }: { facts: [string, ReactNode][] }) {
  return (
    <dl className="facts">
      {facts
        .filter(([, value]) => value !== undefined && value !== "")
        .map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}
