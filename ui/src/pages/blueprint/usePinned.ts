// SPDX-License-Identifier: Apache-2.0
import { useCallback, useState } from "react";
import type { Point } from "./layout/geometry";

const KEY = "sallyport.pinned";

function remembered(): Map<string, Point> {
  try {
    return new Map(JSON.parse(sessionStorage.getItem(KEY) ?? "[]") as [string, Point][]);
  } catch {
    return new Map();
  }
}

/** Cards the reader dragged, and where to; kept while the tab lives. */
export function usePinned(): { pinned: Map<string, Point>; pin: (id: string, point: Point) => void; release: () => void } {
  const [pinned, setPinned] = useState(remembered);
  const keep = useCallback((next: Map<string, Point>) => {
    setPinned(next);
    try {
      sessionStorage.setItem(KEY, JSON.stringify([...next]));
    } catch {
      // Kept until the page is left, then.
    }
  }, []);
  const pin = useCallback((id: string, point: Point) => keep(new Map(pinned).set(id, point)), [keep, pinned]);
  const release = useCallback(() => keep(new Map()), [keep]);
  return { pinned, pin, release };
}
