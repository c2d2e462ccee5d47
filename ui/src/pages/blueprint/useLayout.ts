// SPDX-License-Identifier: Apache-2.0
import { useEffect, useRef, useState } from "react";
import type { Placement, Shape } from "./layout/geometry";
import { layers } from "./layout/layers";
import { place } from "./layout/place";
import type { Rank } from "./layout/question";
import { shapeKey, shapeOf } from "./layout/shape";
import type { View } from "./view";

/** How long new structure is awaited before the picture is laid out again, so that a start-up moves it once, not twenty times. */
const GATHER_MILLIS = 250;

export interface Laid {
  placement: Placement;
  key: string;
  millis: number;
}

/** Returns the latest layout; it is renewed only when cards or links come or go. */
export function useLayout(view: View): Laid | undefined {
  const [laid, setLaid] = useState<Laid>();
  const known = useRef(new Map<string, Rank>());
  const shape = shapeOf(view);
  const key = shapeKey(shape);
  useEffect(() => {
    let obsolete = false;
    const timer = setTimeout(
      async () => {
        const started = performance.now();
        const ordered = inKnownOrder(shape, known.current);
        let ranked: Map<string, Rank>;
        try {
          ranked = await layers(ordered);
        } catch (problem) {
          console.error("The layout engine failed; cards stand by band only.", problem);
          ranked = new Map();
        }
        if (obsolete) return;
        known.current = ranked;
        const placement = place(shape, ranked);
        const millis = performance.now() - started;
        performance.measure("sallyport.layout", { start: started, duration: millis });
        setLaid({ placement, key, millis });
      },
      laid ? GATHER_MILLIS : 0,
    );
    return () => {
      obsolete = true;
      clearTimeout(timer);
    };
    // The key stands for the shape.
  }, [key]);
  return laid;
}

/** The engine keeps the order it is given where it can: what stood above before shall stand above again. */
function inKnownOrder(shape: Shape, known: Map<string, Rank>): Shape {
  const order = (id: string) => known.get(id)?.order ?? Infinity;
  return { ...shape, cards: [...shape.cards].sort((a, b) => order(a.id) - order(b.id) || 0) };
}
