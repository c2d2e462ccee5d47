// SPDX-License-Identifier: Apache-2.0
import { useState } from "react";
import type { NodeStatus, PodStatus, Status } from "../../api/types";
import { ago, bytes, count, plural, maybeSpan, share } from "../../shared/format";
import { families } from "../blueprint/panel/Capture";

export function StatusPage({ status, now }: { status: Status; now: number }) {
  return (
    <main className="status">
      <h1>Status</h1>
      <ul className="figures wide">
        <li>
          <span className="quiet">Sallyport</span>
          <strong>{status.version}</strong>
          <span className="quiet">started {ago(status.startedAt, now)}</span>
        </li>
        <Part name="Kubernetes API" part={status.kubernetes} ok={plural(status.kubernetes.pods, "pod")} />
        <Part name={`Database, ${status.database.kind}`} part={status.database} ok="works" />
        {status.link && (
          <Part
            name={`Link of the nodes, ${status.link.security === "off" ? "not secured" : "mutual TLS"}`}
            part={status.link}
            ok={status.link.refused > 0 ? `works, ${count(status.link.refused)} refused` : "works"}
          />
        )}
        <Pods pods={status.pods} />
      </ul>
      {status.link && status.link.warnings.length > 0 && (
        <ul className="caveats" aria-label="Warnings">
          {status.link.warnings.map((warning) => (
            <li key={warning} className="warning">
              {warning}
            </li>
          ))}
        </ul>
      )}
      <h2 id="nodes">Nodes</h2>
      <Nodes nodes={status.nodes} now={now} />
      <h2 id="capture">Capture, pod by pod</h2>
      <PodTable pods={status.pods} now={now} />
    </main>
  );
}

function Part({ name, part, ok }: { name: string; part: { ok: boolean; message?: string }; ok: string }) {
  return (
    <li>
      <span className="quiet">{name}</span>
      <strong className={part.ok ? "proven" : "bad"}>{part.ok ? ok : "not working"}</strong>
      {part.message && <span className="quiet">{part.message}</span>}
    </li>
  );
}

function Pods({ pods }: { pods: PodStatus[] }) {
  const captured = pods.filter((pod) => pod.state === "captured").length;
  return (
    <li>
      <span className="quiet">Pods proven captured</span>
      <strong className={!pods.length ? "quiet" : captured === pods.length ? "proven" : "warning"}>
        {pods.length ? `${captured} of ${pods.length}` : "no pod known"}
      </strong>
      {captured < pods.length && <span className="quiet">why not the others is said below</span>}
    </li>
  );
}

function Nodes({ nodes, now }: { nodes: NodeStatus[]; now: number }) {
  if (!nodes.length) return <p className="warning">No node has reported yet.</p>;
  return (
    <div className="scroll">
      <table aria-labelledby="nodes">
        <thead>
          <tr>
            <th scope="col">Node</th>
            <th scope="col">Link</th>
            <th scope="col" className="number">
              Lag
            </th>
            <th scope="col" className="number">
              Lost
            </th>
            <th scope="col" className="number">
              Dropped
            </th>
            <th scope="col" className="number">
              Memory
            </th>
            <th scope="col" className="number">
              Connections
            </th>
            <th scope="col" className="number">
              Seen
            </th>
            <th scope="col" className="number">
              Sent on
            </th>
            <th scope="col" className="number">
              Rules' age
            </th>
            <th scope="col">Limits hit</th>
          </tr>
        </thead>
        <tbody>
          {nodes.map((node) => (
            <tr key={node.name}>
              <th scope="row">
                {node.name} <span className="quiet">{node.version}</span>
              </th>
              <td className={node.connected ? "proven" : "bad"}>
                {node.connected
                  ? "connected"
                  : `gone${node.lastHeardAt ? `, heard ${ago(node.lastHeardAt, now)}` : ""}`}
              </td>
              <td className={`number ${(node.lagSeconds ?? 0) > 15 ? "warning" : ""}`}>{maybeSpan(node.lagSeconds)}</td>
              <td className={`number ${node.lostShare > 0 ? "bad" : ""}`}>{share(node.lostShare)}</td>
              <td className={`number ${node.queueDrops > 0 ? "bad" : ""}`}>{count(node.queueDrops)}</td>
              <td className="number">{bytes(node.residentBytes)}</td>
              <td className="number">{count(node.connectionsOpen)}</td>
              <td className="number">{bytes(node.bytesSeen)}</td>
              <td className="number">{bytes(node.summaryBytes)}</td>
              <td className="number">{maybeSpan(node.rulesetAgeSeconds)}</td>
              <td>{limits(node.limitsHit)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function limits(hit: Record<string, number>) {
  const entries = Object.entries(hit).filter(([, times]) => times > 0);
  return entries.length ? (
    <span className="warning">{entries.map(([name, times]) => `${name} ${count(times)}×`).join(", ")}</span>
  ) : (
    <span className="quiet">none</span>
  );
}

const ORDER: Record<PodStatus["state"], number> = { "not-captured": 0, pending: 1, captured: 2 };
const STATES: Record<PodStatus["state"], string> = {
  captured: "captured",
  "not-captured": "not captured",
  pending: "not proven yet",
};

/** What is wrong comes first. */
function PodTable({ pods, now }: { pods: PodStatus[]; now: number }) {
  const [wrong, setWrong] = useState(false);
  const sorted = [...pods].sort(
    (a, b) => ORDER[a.state] - ORDER[b.state] || `${a.namespace}/${a.name}`.localeCompare(`${b.namespace}/${b.name}`),
  );
  const shown = wrong ? sorted.filter((pod) => pod.state !== "captured") : sorted;
  return (
    <>
      <p>
        <label className="check">
          <input type="checkbox" checked={wrong} onChange={(event) => setWrong(event.target.checked)} /> Only pods that
          are not captured
        </label>
      </p>
      <div className="scroll">
        <table aria-labelledby="capture">
          <thead>
            <tr>
              <th scope="col">Pod</th>
              <th scope="col">Namespace</th>
              <th scope="col">Node</th>
              <th scope="col">Capture</th>
              <th scope="col">Proof, or why not</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((pod) => (
              <tr key={`${pod.namespace}/${pod.name}`}>
                <th scope="row" className="mono">
                  {pod.name}
                </th>
                <td>{pod.namespace}</td>
                <td>{pod.node}</td>
                <td>
                  <span className={`state state-${pod.state}`}>{STATES[pod.state] ?? pod.state}</span>
                </td>
                <td className="quiet">
                  {pod.state === "captured"
                    ? `${families(pod)}${pod.provedAt ? `, proven ${ago(pod.provedAt, now)}` : ""}`
                    : (pod.because ?? "no reason given")}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {!shown.length && (
        <p className="quiet">{pods.length ? "Every pod is proven captured." : "No pod is known yet."}</p>
      )}
    </>
  );
}
