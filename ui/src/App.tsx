// SPDX-License-Identifier: Apache-2.0
import { useEffect } from "react";
import { useBlueprint, useStatus } from "./api/useFeed";
import { BlueprintPage } from "./pages/blueprint/BlueprintPage";
import { StatusPage } from "./pages/status/StatusPage";
import { freshness } from "./shell/freshness";
import { Header } from "./shell/Header";
import { useAddress } from "./shared/useAddress";
import { useNow } from "./shared/useNow";

export function App() {
  const [address, go] = useAddress();
  const blueprint = useBlueprint(address.page === "blueprint" ? "stream" : "poll");
  const status = useStatus(address.page === "status" ? "stream" : "poll");
  const now = useNow();
  const feed = address.page === "status" ? status : blueprint;
  const tone = freshness(feed, now).tone;
  useEffect(() => {
    document.title = address.page === "status" ? "Status – Sallyport" : "Blueprint – Sallyport";
  }, [address.page]);
  return (
    <div className={`app ${tone === "stale" ? "is-stale" : ""}`}>
      <Header feed={feed} blueprint={blueprint} page={address.page} now={now} onPage={(page) => go({ page })} />
      {address.page === "status" ? (
        status.value ? (
          <StatusPage status={status.value} now={now} />
        ) : (
          <Waiting state={status.state} />
        )
      ) : blueprint.value ? (
        <BlueprintPage blueprint={blueprint.value} status={status.value} address={address} go={go} now={now} />
      ) : (
        <Waiting state={blueprint.state} />
      )}
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
