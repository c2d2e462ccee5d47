// SPDX-License-Identifier: Apache-2.0
import { type FormEvent, useRef, useState } from "react";
import { logIn } from "../api/session";
import type { Problem, Session } from "../api/types";

interface Props {
  session: Session;
  onIn: (session: Session) => void;
}

/** Where on the page one is, for the provider's answer to lead back to. */
const here = () => location.pathname + location.search + location.hash;

/** Sends the browser to the provider, or takes a token. It stays in the field until it is sent, and nowhere after. */
export function LoginPage({ session, onIn }: Props) {
  const [problem, setProblem] = useState<Problem>();
  const [busy, setBusy] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const send = async (event: FormEvent) => {
    event.preventDefault();
    const input = field.current;
    if (!input?.value.trim() || busy) return;
    setBusy(true);
    const said = await logIn(input.value.trim());
    input.value = "";
    setBusy(false);
    setProblem(said.problem);
    if (said.session?.caller) onIn(said.session);
    else input.focus();
  };
  return (
    <main className="login">
      <form onSubmit={(event) => void send(event)} aria-labelledby="login">
        <h1 id="login">Sallyport</h1>
        {session.mode === "oidc" && (
          <a className="provider" href={`/login?back=${encodeURIComponent(here())}`}>
            Log in at the provider
          </a>
        )}
        <label htmlFor="token">{session.mode === "oidc" ? "Or with an ID token" : "Token of Kubernetes"}</label>
        <input
          id="token"
          ref={field}
          type="password"
          autoComplete="off"
          spellCheck={false}
          autoFocus={session.mode !== "oidc"}
        />
        <button type="submit" disabled={busy}>
          {busy ? "Asking…" : "Log in"}
        </button>
        {problem && (
          <p role="alert" className="trouble">
            {problem.title}: {problem.detail}
          </p>
        )}
        <p className="hint">
          {session.mode === "oidc" ? "Control takes " : "To make one: "}
          <code>{session.login}</code>
        </p>
      </form>
    </main>
  );
}
