// SPDX-License-Identifier: Apache-2.0
// Who uses the page. The token is sent once and never kept here: the browser holds a cookie that scripts cannot read.
import type { Problem, Session } from "./types";

const PATH = "/api/v1/session";
/** A page of another site cannot send a header of its own. */
const OWN = { "x-sallyport-request": "page", accept: "application/json" };

/** What control says of who calls; undefined while it does not answer. */
export async function whoCalls(): Promise<Session | undefined> {
  try {
    const response = await fetch(PATH, { headers: { accept: "application/json" } });
    return response.ok ? ((await response.json()) as Session) : undefined;
  } catch {
    return undefined;
  }
}

/** Logs in; what is returned says who calls now, or why nobody does. */
export async function logIn(token: string): Promise<{ session?: Session; problem?: Problem }> {
  try {
    const response = await fetch(PATH, {
      method: "POST",
      headers: { ...OWN, "content-type": "application/json" },
      body: JSON.stringify({ token }),
    });
    const said: unknown = await response.json();
    return response.ok ? { session: said as Session } : { problem: said as Problem };
  } catch {
    const detail = "Sallyport does not answer. Try again.";
    return { problem: { type: "about:blank", title: "No answer", status: 0, detail } };
  }
}

export async function logOut(): Promise<void> {
  try {
    await fetch(PATH, { method: "DELETE", headers: OWN });
  } catch {
    // What is asked next says whether the login has ended.
  }
}
