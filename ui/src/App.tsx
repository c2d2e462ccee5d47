// SPDX-License-Identifier: Apache-2.0
import { useEffect } from "react";
import { useBlueprint, useDenials, usePolicies, useStatus } from "./api/useFeed";
import type { Session } from "./api/types";
import { BlueprintPage } from "./pages/blueprint/BlueprintPage";
import { PoliciesPage } from "./pages/policies/PoliciesPage";
import { StatusPage } from "./pages/status/StatusPage";
import type { Page } from "./shared/address";
import { freshness } from "./shell/freshness";
import { Header } from "./shell/Header";
import { RefusedPage } from "./shell/RefusedPage";
import { useAddress } from "./shared/useAddress";
import { useNow } from "./shared/useNow";

const TITLES: Record<Page, string> = { blueprint: "Blueprint", policies: "Policies", status: "Status" };

interface Props {
  session: Session | undefined;
  /** Asks anew who uses the page. */
  onAsk: () => void;
  onOut: () => void;
}

export function App({ session, onAsk, onOut }: Props) {
  const [address, go] = useAddress();
  const { page } = address;
  const blueprint = useBlueprint(page === "blueprint" ? "stream" : "poll");
  const status = useStatus(page === "status" ? "stream" : "poll");
  const policies = usePolicies(page === "policies" ? "ask" : undefined);
  const denials = useDenials(page === "policies" ? "stream" : undefined);
  const now = useNow();
  const feed = { blueprint, policies, status }[page];
  const tone = freshness(feed, now).tone;
  const ended = [blueprint, status, policies, denials].some((each) => each.problem?.status === 401);
  useEffect(() => {
    if (ended) onAsk();
  }, [ended, onAsk]);
  useEffect(() => {
    document.title = `${TITLES[page]} – Sallyport`;
  }, [page]);
  // What is chosen on the page of policies means nothing on the others, and the other way round.
  const turn = (to: Page) =>
    go(to !== page && [to, page].includes("policies") ? { page: to, view: "list", select: undefined } : { page: to });
  const content = () => {
    if (page === "status") return status.value && <StatusPage status={status.value} now={now} />;
    if (page === "policies")
      return (
        policies.value && (
          <PoliciesPage
            policies={policies.value}
            denials={denials}
            blueprint={blueprint.value}
            {...{ address, go, now }}
          />
        )
      );
    return (
      blueprint.value && (
        <BlueprintPage blueprint={blueprint.value} status={status.value} address={address} go={go} now={now} />
      )
    );
  };
  return (
    <div className={`app ${tone === "stale" ? "is-stale" : ""}`}>
      <Header feed={feed} blueprint={blueprint} page={page} now={now} onPage={turn} {...{ session, onOut }} />
      {feed.problem ? <RefusedPage problem={feed.problem} /> : (content() ?? <Waiting state={feed.state} />)}
    </div>
  );
}

function Waiting({ state }: { state: string }) {
  return (
    <main className="empty" role="status">
      {state === "connecting" ? "Asking Sallyport…" : "Sallyport does not answer. Trying again."}
    </main>
  );
}
