// SPDX-License-Identifier: Apache-2.0
import type { Problem } from "../api/types";

/** Says which right is missing, and the commands that grant it, to be handed to whoever may. */
export function RefusedPage({ problem }: { problem: Problem }) {
  const [what, ...commands] = problem.detail.split(/(?=kubectl create )/);
  return (
    <main className="login">
      <div role="alert">
        <h1>{problem.title}</h1>
        <p>{what}</p>
        {commands.map((command) => (
          <p key={command}>
            <code>{command.replace(/ or everywhere: $/, "")}</code>
          </p>
        ))}
        <p className="hint">The page looks again by itself.</p>
      </div>
    </main>
  );
}
