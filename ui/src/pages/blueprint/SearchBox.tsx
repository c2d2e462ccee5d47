// SPDX-License-Identifier: Apache-2.0
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from "react";
import type { Blueprint } from "../../api/types";
import { search } from "./search";

interface Props {
  blueprint: Blueprint;
  query: string;
  onQuery: (query: string) => void;
  onOpen: (id: string) => void;
}

export function SearchBox({ blueprint, query, onQuery, onOpen }: Props) {
  const [open, setOpen] = useState(false);
  const [at, setAt] = useState(0);
  const input = useRef<HTMLInputElement>(null);
  const hits = useMemo(() => search(blueprint, query), [blueprint, query]);
  const shown = open && query.trim() !== "";

  useEffect(() => {
    const pressed = (event: globalThis.KeyboardEvent) => {
      const typing = event.target instanceof HTMLElement && event.target.matches("input, textarea, select");
      if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      input.current?.focus();
      input.current?.select();
    };
    addEventListener("keydown", pressed);
    return () => removeEventListener("keydown", pressed);
  }, []);

  const choose = (id: string | undefined) => {
    if (!id) return;
    setOpen(false);
    onQuery("");
    onOpen(id);
  };
  const pressed = (event: KeyboardEvent) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      setOpen(true);
      setAt((before) => (hits.length ? (before + (event.key === "ArrowDown" ? 1 : hits.length - 1)) % hits.length : 0));
    } else if (event.key === "Enter") choose(hits[at]?.open);
    else if (event.key === "Escape") {
      event.stopPropagation();
      if (query) onQuery("");
      else input.current?.blur();
    }
  };
  return (
    <div className="search">
      <svg viewBox="0 0 24 24" className="icon" aria-hidden="true">
        <path d="M10.500 4a6.500 6.500 0 1 0 0 13 6.500 6.500 0 0 0 0-13ZM15.500 15.500 20 20" />
      </svg>
      <input
        ref={input}
        type="search"
        value={query}
        placeholder="Search workloads, hosts, operations"
        aria-label="Search workloads, hosts and operations"
        role="combobox"
        aria-expanded={shown}
        aria-controls="search-hits"
        aria-autocomplete="list"
        aria-activedescendant={shown && hits[at] ? `hit-${at}` : undefined}
        onChange={(event) => {
          onQuery(event.target.value);
          setAt(0);
          setOpen(true);
        }}
        onKeyDown={pressed}
        onFocus={() => setOpen(true)}
        onBlur={() => setOpen(false)}
        autoComplete="off"
        spellCheck={false}
      />
      {!query && <kbd aria-hidden="true">/</kbd>}
      {shown && (
        <ul id="search-hits" className="hits" role="listbox" aria-label="Found">
          {hits.map((hit, i) => (
            <li
              key={hit.key}
              id={`hit-${i}`}
              role="option"
              aria-selected={i === at}
              className={i === at ? "at" : ""}
              onMouseDown={(event) => {
                event.preventDefault();
                choose(hit.open);
              }}
              onMouseEnter={() => setAt(i)}
            >
              <span className={hit.kind === "operation" ? "mono" : ""}>{hit.title}</span>{" "}
              <span className="quiet">{hit.detail}</span>
            </li>
          ))}
          {!hits.length && <li className="quiet none">Nothing has that name.</li>}
        </ul>
      )}
    </div>
  );
}
