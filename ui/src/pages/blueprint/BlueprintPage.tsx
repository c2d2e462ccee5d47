// SPDX-License-Identifier: Apache-2.0
import { useCallback, useEffect, useMemo } from "react";
import type { Blueprint, Status } from "../../api/types";
import type { Address } from "../../shared/address";
import type { Go } from "../../shared/useAddress";
import { Graph } from "./Graph";
import { Legend } from "./Legend";
import { EdgePanel } from "./panel/EdgePanel";
import { BundlePanel, NamespacePanel } from "./panel/GroupPanel";
import { PartyPanel } from "./panel/PartyPanel";
import { matchesOf } from "./search";
import { Toolbar } from "./Toolbar";
import { collapsedOf, namespaceId, view as viewOf, type View } from "./view";
import { waitingFor } from "./waiting";

interface Props {
  blueprint: Blueprint;
  status: Status | undefined;
  address: Address;
  go: Go;
  now: number;
}

export function BlueprintPage({ blueprint, status, address, go, now }: Props) {
  const { namespaces, protocols, errors, platform, select, query } = address;
  // Once the page has collapsed a large application it must not expand by itself when the application shrinks.
  const chosenCollapsed = address.collapsed;
  const collapsed = useMemo(() => collapsedOf(blueprint, chosenCollapsed), [blueprint, chosenCollapsed]);
  const collapsedKey = collapsed.join();
  const view = useMemo(
    () =>
      viewOf(blueprint, {
        namespaces,
        protocols,
        errors,
        platform,
        collapsed: collapsedKey ? collapsedKey.split(",") : [],
      }),
    [blueprint, namespaces, protocols, errors, platform, collapsedKey],
  );
  const matches = useMemo(() => withCards(matchesOf(blueprint, query), view), [blueprint, query, view]);
  const waiting = useMemo(() => waitingFor(blueprint, status), [blueprint, status]);
  const open = useCallback((id: string) => go({ select: id }), [go]);
  const close = useCallback(() => {
    go({ select: undefined });
    document.querySelector<HTMLElement>("[data-card][tabindex='0']")?.focus({ preventScroll: true });
  }, [go]);
  const toggle = useCallback(
    (namespace: string) => {
      const now = collapsedKey ? collapsedKey.split(",") : [];
      go({ collapsed: now.includes(namespace) ? now.filter((name) => name !== namespace) : [...now, namespace] });
    },
    [go, collapsedKey],
  );
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => event.key === "Escape" && !event.defaultPrevented && close();
    if (!select) return;
    addEventListener("keydown", pressed);
    return () => removeEventListener("keydown", pressed);
  }, [select, close]);

  return (
    <main className="blueprint">
      <h1 className="unseen-text">Blueprint</h1>
      <Toolbar
        blueprint={blueprint}
        address={address}
        go={go}
        collapsed={collapsed}
        hiddenPlatform={view.hiddenPlatform}
        onOpen={open}
      />
      <div className={select ? "stage with-panel" : "stage"}>
        {view.cards.length ? (
          <Graph
            view={view}
            chosen={onCard(select, view)}
            matches={matches}
            now={now}
            waiting={waiting}
            onOpen={open}
            onToggle={toggle}
          />
        ) : (
          <Empty blueprint={blueprint} />
        )}
        <Legend />
        <Selected {...{ blueprint, status, view, select, now, open, close, toggle }} />
      </div>
    </main>
  );
}

/** What is chosen may be inside a collapsed namespace or line; then that is what stands out. */
function onCard(select: string | undefined, view: View): string | undefined {
  if (!select) return undefined;
  const card = view.cards.find((each) => each.id === select || each.members.some((party) => party.id === select));
  return card?.id ?? view.links.find((link) => link.id === select || link.edges.some((edge) => edge.id === select))?.id;
}

function withCards(matches: Set<string> | undefined, view: View): Set<string> | undefined {
  if (!matches) return undefined;
  const ids = new Set<string>();
  for (const card of view.cards) if (card.members.some((party) => matches.has(party.id))) ids.add(card.id);
  for (const link of view.links) if (link.edges.some((edge) => matches.has(edge.id))) ids.add(link.id);
  return ids;
}

interface SelectedProps {
  blueprint: Blueprint;
  status: Status | undefined;
  view: View;
  select: string | undefined;
  now: number;
  open: (id: string) => void;
  close: () => void;
  toggle: (namespace: string) => void;
}

function Selected({ blueprint, status, view, select, now, open, close, toggle }: SelectedProps) {
  if (!select) return null;
  const party = blueprint.parties.find((each) => each.id === select);
  if (party) return <PartyPanel {...{ party, blueprint, status, now }} onOpen={open} onClose={close} />;
  const edge = blueprint.edges.find((each) => each.id === select);
  if (edge) return <EdgePanel {...{ edge, blueprint, now }} onOpen={open} onClose={close} />;
  const card = view.cards.find((each) => each.id === select);
  if (card)
    return (
      <NamespacePanel
        {...{ card, blueprint }}
        onOpen={open}
        onClose={close}
        onExpand={() => toggle(card.id.slice(namespaceId("").length))}
      />
    );
  const link = view.links.find((each) => each.id === select);
  return link ? <BundlePanel {...{ link, blueprint }} onOpen={open} onClose={close} /> : null;
}

function Empty({ blueprint }: { blueprint: Blueprint }) {
  const filtered = blueprint.parties.some((party) => party.layer !== "platform");
  return (
    <p className="empty">
      {filtered
        ? "Nothing matches these filters."
        : blueprint.provenance.nodes.length
          ? "No traffic has been seen yet. The first workload appears here as soon as it talks."
          : "No node has reported yet. The status page says how Sallyport itself is."}
    </p>
  );
}
