// SPDX-License-Identifier: Apache-2.0
import { useMemo, useRef } from "react";

/** Returns the same objects as before for the items whose signature did not change, so that they are not drawn again. */
export function useSteady<T extends { id: string }>(items: T[], signature: (item: T) => string): T[] {
  const known = useRef(new Map<string, { signature: string; item: T }>());
  return useMemo(() => {
    const next = new Map<string, { signature: string; item: T }>();
    const steady = items.map((item) => {
      const before = known.current.get(item.id);
      const now = signature(item);
      const entry = before?.signature === now ? before : { signature: now, item };
      next.set(item.id, entry);
      return entry.item;
    });
    known.current = next;
    return steady;
  }, [items, signature]);
}
