// SPDX-License-Identifier: Apache-2.0
import { useCallback, useEffect, useState } from "react";
import type { Feed } from "../../api/link";
import type { Blueprint, Denials, Policies } from "../../api/types";
import type { Address, View } from "../../shared/address";
import type { Go } from "../../shared/useAddress";
import { DenialTable } from "./DenialTable";
import { Editor, TEMPLATE } from "./Editor";
import { PolicyPanel } from "./PolicyPanel";
import { PolicyTable } from "./PolicyTable";
import { ProposalsTab } from "./ProposalsTab";

const VIEWS: [View, string][] = [
  ["list", "In force"],
  ["editor", "Editor"],
  ["proposals", "Proposals"],
];

interface Props {
  policies: Policies;
  denials: Feed<Denials>;
  blueprint: Blueprint | undefined;
  address: Address;
  go: Go;
  now: number;
}

export function PoliciesPage({ policies, denials, blueprint, address, go, now }: Props) {
  const { select, view } = address;
  const [text, setText] = useState(TEMPLATE);
  const chosen = view === "list" ? policies.policies.find((each) => each.id === select) : undefined;
  const edit = useCallback(
    (yaml: string) => {
      setText(yaml);
      go({ view: "editor", select: undefined });
    },
    [go],
  );
  const close = useCallback(() => {
    go({ select: undefined });
    document.querySelector<HTMLElement>("[data-policy][aria-expanded='true']")?.focus({ preventScroll: true });
  }, [go]);
  const openCall = useCallback((edge: string) => go({ page: "blueprint", view: "list", select: edge }), [go]);
  useEffect(() => {
    if (!select || view !== "list") return;
    const pressed = (event: KeyboardEvent) => event.key === "Escape" && !event.defaultPrevented && close();
    addEventListener("keydown", pressed);
    return () => removeEventListener("keydown", pressed);
  }, [select, view, close]);
  return (
    <main className={chosen ? "policies with-panel" : view === "list" ? "policies" : "policies wide"}>
      <div className="status">
        <div className="views">
          <h1>Policies</h1>
          <nav aria-label="Views of policies">
            {VIEWS.map(([id, name]) => (
              <button
                key={id}
                type="button"
                aria-current={view === id ? "page" : undefined}
                onClick={() => id !== view && go({ view: id, select: undefined })}
              >
                {name}
              </button>
            ))}
          </nav>
        </div>
        {policies.trouble && (
          <p className="trouble" role="alert">
            Policies are not followed: {policies.trouble}
          </p>
        )}
        {view === "editor" && <Editor text={text} onText={setText} />}
        {view === "proposals" && (
          <ProposalsTab chosen={select} onChoose={(workload) => go({ select: workload })} onEdit={edit} />
        )}
        {view === "list" && (
          <>
            <PolicyTable
              policies={policies.policies}
              followed={!policies.trouble}
              chosen={select}
              onOpen={(id) => go({ select: id })}
            />
            {select && !chosen && <p className="warning">There is no policy {select}.</p>}
            <h2 id="denials">Denied lately, or what would have been</h2>
            <DenialTable denials={denials} {...{ blueprint, now }} onCall={openCall} />
          </>
        )}
      </div>
      {chosen && (
        <PolicyPanel policy={chosen} {...{ denials, blueprint, now }} onCall={openCall} onClose={close} onEdit={edit} />
      )}
    </main>
  );
}
