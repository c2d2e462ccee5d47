// SPDX-License-Identifier: Apache-2.0
import type { Session } from "../api/types";

/** Who uses the page and what of the cluster they see; that nobody is asked is said too. */
export function Account({ session, onOut }: { session: Session; onOut: () => void }) {
  if (session.mode === "none")
    return (
      <span className="account open" title="Whoever reaches this page sees everything: control.auth.mode is none.">
        No login
      </span>
    );
  const seen = session.cluster ? "the whole cluster" : session.namespaces.join(", ") || "no namespace";
  return (
    <span className="account">
      <span className="who" title={`${session.caller}, sees ${seen}`}>
        {session.caller?.split(":").pop()}
      </span>
      <button type="button" onClick={onOut}>
        Log out
      </button>
    </span>
  );
}
