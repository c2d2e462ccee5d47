// SPDX-License-Identifier: Apache-2.0
import type { Node, NodeChange } from "@xyflow/react";
import { useCallback, useMemo, useState } from "react";
import type { Point } from "./layout/geometry";

const KEY = "sallyport.dragged";

function remembered(): Map<string, Point> {
  try {
    return new Map(JSON.parse(sessionStorage.getItem(KEY) ?? "[]") as [string, Point][]);
  } catch {
    return new Map();
  }
}

/** Cards the reader moved, and where to; kept while the tab lives. */
export interface Dragged {
  moved: Map<string, Point>;
  /** Takes the graph library's changes of positions. */
  changed: (changes: NodeChange<Node>[]) => void;
  /** Puts all cards back; absent while none is moved. */
  release: (() => void) | undefined;
}

export function useDragged(): Dragged {
  const [dropped, setDropped] = useState(remembered);
  const [dragging, setDragging] = useState<[string, Point]>();
  const keep = useCallback((next: Map<string, Point>) => {
    setDropped(next);
    try {
      sessionStorage.setItem(KEY, JSON.stringify([...next]));
    } catch {
      // Kept until the page is left, then.
    }
  }, []);
  const changed = (changes: NodeChange<Node>[]) => {
    for (const change of changes) {
      if (change.type !== "position" || !change.position) continue;
      if (change.dragging) setDragging([change.id, change.position]);
      else if (dragging?.[0] === change.id) {
        keep(new Map(dropped).set(change.id, change.position));
        setDragging(undefined);
      }
    }
  };
  const moved = useMemo(() => (dragging ? new Map(dropped).set(...dragging) : dropped), [dropped, dragging]);
  const release = useCallback(() => keep(new Map()), [keep]);
  return { moved, changed, release: dropped.size ? release : undefined };
}
