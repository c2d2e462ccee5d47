// SPDX-License-Identifier: Apache-2.0
// Runs ELK in a worker, so that the page stays quick while it thinks.
import ELK from "elkjs/lib/elk-api";
import workerUrl from "elkjs/lib/elk-worker.min.js?url";
import type { Shape } from "./geometry";
import { question, type Rank, ranks } from "./question";

let elk: InstanceType<typeof ELK> | undefined;

export async function layers(shape: Shape): Promise<Map<string, Rank>> {
  elk ??= new ELK({ workerFactory: () => new Worker(workerUrl) });
  return ranks(await elk.layout(question(shape)));
}
