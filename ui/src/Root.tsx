// SPDX-License-Identifier: Apache-2.0
import { logOut } from "./api/session";
import { useSession } from "./api/useSession";
import { App } from "./App";
import { LoginPage } from "./shell/LoginPage";

/** The page, or the way in where control asks who uses it. */
export function Root() {
  const { session, set, ask } = useSession();
  if (session && session.mode !== "none" && !session.caller) return <LoginPage session={session} onIn={set} />;
  return <App session={session} onAsk={ask} onOut={() => void logOut().then(ask)} />;
}
