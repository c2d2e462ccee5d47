// SPDX-License-Identifier: Apache-2.0
import { useEffect, useState } from "react";
import type { Answer } from "./ask";

/** Asks when `key` changes, after `wait` ms; what was answered before stays until there is news. */
export function useAsked<T>(
  key: string | undefined,
  wait: number,
  ask: (signal: AbortSignal) => Promise<Answer<T>>,
): { answer: Answer<T> | undefined; of: string | undefined; asking: boolean } {
  const [known, setKnown] = useState<{ of: string; answer: Answer<T> }>();
  useEffect(() => {
    if (key === undefined) return;
    const controller = new AbortController();
    const timer = setTimeout(() => {
      ask(controller.signal).then(
        (answer) => !controller.signal.aborted && setKnown({ of: key, answer }),
        () => {}, // Aborted: a newer question is on its way.
      );
    }, wait);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
    // The question is what `key` says; `ask` is made anew by every render.
  }, [key, wait]);
  return { answer: known?.answer, of: known?.of, asking: key !== undefined && known?.of !== key };
}
