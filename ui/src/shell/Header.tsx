// SPDX-License-Identifier: Apache-2.0
import type { Blueprint, Policies, Session, Status } from "../api/types";
import type { Feed } from "../api/link";
import type { Page } from "../shared/address";
import { useTheme } from "../shared/useTheme";
import { Account } from "./Account";
import { Completeness } from "./Completeness";
import { freshness } from "./freshness";

interface Props {
  /** What the page shows. */
  feed: Feed<Blueprint | Policies | Status>;
  blueprint: Feed<Blueprint>;
  page: Page;
  now: number;
  /** Who uses the page; undefined until that is known. */
  session: Session | undefined;
  onPage: (page: Page) => void;
  onOut: () => void;
}
const PAGES: [Page, string][] = [
  ["blueprint", "Blueprint"],
  ["policies", "Policies"],
  ["status", "Status"],
];
const SPOKEN = { live: "Live data", late: "The data is getting old", stale: "The data is old", none: "No data" };
const THEMES = {
  auto: "M12 4a8 8 0 1 0 0 16ZM12 4a8 8 0 0 1 0 16",
  light:
    "M12 8.200a3.800 3.800 0 1 0 0 7.600 3.800 3.800 0 0 0 0-7.600ZM12 3v2M12 19v2M3 12h2M19 12h2M5.600 5.600 7 7M17 17l1.400 1.400M18.400 5.600 17 7M7 17l-1.400 1.400",
  dark: "M19.500 14.200A8 8 0 0 1 9.800 4.500a8 8 0 1 0 9.700 9.700Z",
};

export function Header({ feed, blueprint, page, now, session, onPage, onOut }: Props) {
  const { theme, next, turn } = useTheme();
  const fresh = freshness(feed, now);
  return (
    <header className="header">
      <a
        className="skip"
        href="#main"
        onClick={(event) => {
          event.preventDefault();
          document.querySelector<HTMLElement>("main button, main input, main")?.focus();
        }}
      >
        Skip to content
      </a>
      <span className="brand">
        <svg viewBox="0 0 24 24" aria-hidden="true">
          <path d="M4 21V9.500C4 5.400 7.600 2.500 12 2.500s8 2.900 8 7V21h-4.600v-9.600c0-2-1.400-3.400-3.400-3.400s-3.400 1.400-3.400 3.400V21Z" />
          <circle cx="12" cy="16.500" r="1.700" />
        </svg>
        Sallyport
      </span>
      <nav aria-label="Pages">
        {PAGES.map(([id, name]) => (
          <button key={id} type="button" aria-current={page === id ? "page" : undefined} onClick={() => onPage(id)}>
            {name}
          </button>
        ))}
      </nav>
      <span className="spacer" />
      {blueprint.value && (
        <Completeness blueprint={blueprint.value} fresh={freshness(blueprint, now).tone === "live"} />
      )}
      <span
        className={`fresh fresh-${fresh.tone}`}
        data-freshness={fresh.tone}
        title={feed.receivedAt ? `Received at ${new Date(feed.receivedAt).toLocaleTimeString()}` : undefined}
      >
        <span className="dot" aria-hidden="true" />
        {fresh.words}
      </span>
      {/* Said aloud when it changes, which the age does every second. */}
      <span className="unseen-text" role="status">
        {SPOKEN[fresh.tone]}
      </span>
      {session && <Account session={session} onOut={onOut} />}
      <button
        type="button"
        className="round"
        aria-label={`Colours: ${theme}. Change to ${next}`}
        title={`Colours: ${theme}`}
        onClick={turn}
      >
        <svg viewBox="0 0 24 24" aria-hidden="true">
          <path d={THEMES[theme]} className={theme === "auto" ? "half" : ""} />
        </svg>
      </button>
    </header>
  );
}
