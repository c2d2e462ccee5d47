// SPDX-License-Identifier: Apache-2.0
import { useCallback, useEffect } from "react";
import type { Feed } from "../../api/link";
import type { Blueprint, Denials, Policies } from "../../api/types";
import type { Address } from "../../shared/address";
import type { Go } from "../../shared/useAddress";
import { DenialTable } from "./DenialTable";
import { PolicyPanel } from "./PolicyPanel";
import { PolicyTable } from "./PolicyTable";

interface Props {
  policies: Policies;
  denials: Feed<Denials>;
  blueprint: Blueprint | undefined;
  address: Address;
  go: Go;
  now: number;
}

export function PoliciesPage({ policies, denials, blueprint, address, go, now }: Props) {
  const { select } = address;
  const chosen = policies.policies.find((each) => each.id === select);
  const close = useCallback(() => {
    go({ select: undefined });
    document.querySelector<HTMLElement>("[data-policy][aria-expanded='true']")?.focus({ preventScroll: true });
  }, [go]);
  const openCall = useCallback((edge: string) => go({ page: "blueprint", select: edge }), [go]);
  useEffect(() => {
    if (!select) return;
    const pressed = (event: KeyboardEvent) => event.key === "Escape" && !event.defaultPrevented && close();
    addEventListener("keydown", pressed);
    return () => removeEventListener("keydown", pressed);
  }, [select, close]);
  return (
    <main className={chosen ? "policies with-panel" : "policies"}>
      <div className="status">
        <h1>Policies</h1>
        {policies.trouble && (
          <p className="trouble" role="alert">
            Policies are not followed: {policies.trouble}
          </p>
        )}
        <PolicyTable
          policies={policies.policies}
          followed={!policies.trouble}
          chosen={select}
          onOpen={(id) => go({ select: id })}
        />
        {select && !chosen && <p className="warning">There is no policy {select}.</p>}
        <h2 id="denials">Denied lately, or what would have been</h2>
        <DenialTable denials={denials} {...{ blueprint, now }} onCall={openCall} />
      </div>
      {chosen && <PolicyPanel policy={chosen} {...{ denials, blueprint, now }} onCall={openCall} onClose={close} />}
    </main>
  );
}
