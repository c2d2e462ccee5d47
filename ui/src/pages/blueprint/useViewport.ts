// SPDX-License-Identifier: Apache-2.0
import { useReactFlow, useStore } from "@xyflow/react";
import { type RefObject, useCallback, useEffect, useRef, useState } from "react";
import { around, type Box, type Point } from "./layout/geometry";
import type { Laid } from "./useLayout";

const FIT = { padding: 0.06, maxZoom: 1.1, minZoom: 0.12 };
/** Below this zoom details cannot be read, and names are drawn larger instead. */
const FAR = 0.52;
const SETTLE_MILLIS = 450;
const LEAST_ZOOM = 0.3;

const still = (): boolean => matchMedia("(prefers-reduced-motion: reduce)").matches;
const motion = (millis: number): number => (still() ? 0 : millis);

export interface Viewport {
  far: boolean;
  /** Cards are on their way to new places. */
  settling: boolean;
  /** The reader moved the viewport: from then on the page leaves it alone, until asked to fit. */
  taken: () => void;
  fit: (millis?: number) => void;
  /** Brings a part of the drawing into sight if it is not, at the present zoom or farther off. */
  reveal: (part: Box) => void;
}

export function useViewport(surface: RefObject<HTMLElement | null>, laid: Laid | undefined, hold: boolean): Viewport {
  const flow = useReactFlow();
  const far = useStore((state) => state.transform[2] < FAR);
  const [settling, setSettling] = useState(false);
  const steered = useRef(false);
  const held = useRef(hold);
  held.current = hold;

  const fit = useCallback(
    (millis = 0) => {
      steered.current = false;
      void flow.fitView({ ...FIT, duration: motion(millis) });
    },
    [flow],
  );
  const reveal = useCallback(
    (part: Box) => {
      const frame = surface.current?.getBoundingClientRect();
      if (!frame) return;
      const first = flow.flowToScreenPosition({ x: part.x, y: part.y });
      const last = flow.flowToScreenPosition({ x: part.x + part.width, y: part.y + part.height });
      if (first.x > frame.left && first.y > frame.top && last.x < frame.right && last.y < frame.bottom) return;
      const zoom = Math.min(flow.getZoom(), (frame.width - 60) / part.width, (frame.height - 60) / part.height);
      void flow.setCenter(part.x + part.width / 2, part.y + part.height / 2, {
        zoom: Math.max(zoom, LEAST_ZOOM),
        duration: motion(250),
      });
    },
    [flow, surface],
  );

  useEffect(() => {
    if (!laid) return;
    setSettling(true);
    const timer = setTimeout(() => setSettling(false), SETTLE_MILLIS);
    if (!steered.current) requestAnimationFrame(() => fit());
    return () => clearTimeout(timer);
  }, [laid, fit]);
  useEffect(() => {
    if (!surface.current) return;
    const observer = new ResizeObserver(() => !steered.current && !held.current && fit());
    observer.observe(surface.current);
    return () => observer.disconnect();
  }, [fit, surface]);
  const taken = useCallback(() => void (steered.current = true), []);
  const wasHeld = useRef(false);
  useEffect(() => {
    // The panel closed: what it had pushed out of sight comes back.
    if (wasHeld.current && !hold && !steered.current) fit(250);
    wasHeld.current = hold;
  }, [hold, fit]);
  return { far, settling, taken, fit, reveal };
}

/** Reveals what was chosen and whom it talks to, once for each choice. */
export function useRevealed(
  chosen: string | undefined,
  at: Map<string, Point>,
  lit: Set<string> | undefined,
  reveal: (part: Box) => void,
): void {
  const shown = useRef<string>(undefined);
  useEffect(() => {
    if (shown.current === chosen) return;
    const points = chosen ? [...at].flatMap(([id, point]) => (lit?.has(id) ? [point] : [])) : [];
    if (chosen && !points.length) return;
    shown.current = chosen;
    if (points.length) reveal(around(points));
  }, [chosen, at, lit, reveal]);
}
