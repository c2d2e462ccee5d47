// SPDX-License-Identifier: Apache-2.0
import type { Problem } from "../api/types";

/** Says why something was not done: which right is missing, and the commands that grant it, or what to do instead. */
export function Trouble({ problem }: { problem: Problem }) {
  const [what = "", ...commands] = problem.detail.split(/(?=kubectl (?:create|patch|apply) )/);
  return (
    <div className="trouble" role="alert">
      <b>{problem.title}.</b> {what}
      {commands.map((command) => (
        <code key={command} className="mono">
          {command.replace(/ or everywhere: $/, "")}
        </code>
      ))}
    </div>
  );
}
