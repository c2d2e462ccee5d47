// SPDX-License-Identifier: Apache-2.0
import { useEffect, useRef, useState } from "react";

interface Props {
  title: string;
  options: { id: string; name: string }[];
  chosen: string[];
  onChange: (chosen: string[]) => void;
}

/** A button that opens a list of check boxes. */
export function Menu({ title, options, chosen, onChange }: Props) {
  const [open, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
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
  const close = () => {
    setOpen(false);
    button.current?.focus();
  };
  return (
    <div
      ref={root}
      className="menu"
      onKeyDown={(event) => {
        if (open && event.key === "Escape") {
          event.stopPropagation();
          close();
        }
      }}
    >
      <button
        ref={button}
        type="button"
        className={`plain ${chosen.length ? "some" : ""}`}
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        {title}
        {chosen.length > 0 &&
          `: ${chosen.length > 1 ? chosen.length : (options.find((option) => option.id === chosen[0])?.name ?? chosen[0])}`}
        <svg viewBox="0 0 24 24" aria-hidden="true">
          <path d="M7 10l5 5 5-5" />
        </svg>
      </button>
      {open && (
        <fieldset className="menu-list">
          <legend className="unseen-text">{title}</legend>
          {options.map(({ id, name }) => (
            <label key={id}>
              <input
                type="checkbox"
                checked={chosen.includes(id)}
                onChange={(event) =>
                  onChange(event.target.checked ? [...chosen, id] : chosen.filter((other) => other !== id))
                }
              />
              {name}
            </label>
          ))}
          {!options.length && <p className="quiet">None yet</p>}
        </fieldset>
      )}
    </div>
  );
}
