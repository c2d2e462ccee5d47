// SPDX-License-Identifier: Apache-2.0
import { type NodeChange, ReactFlow, ReactFlowProvider, useReactFlow, useStore } from "@xyflow/react";
import "@xyflow/react/dist/base.css";
import { type KeyboardEvent, type RefObject, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { CallLine, type LinkEdge } from "./CallLine";
import { boxNodes, bright, captionNodes, cardNodes, type Focus, lines, linesKey, linkEdges, positions } from "./drawing";
import { CARD_HEIGHT, CARD_WIDTH, type Point } from "./layout/geometry";
import { BandCaption, type BoxNode, type CaptionNode, NamespaceBox } from "./NamespaceBox";
import { type CardNode, PartyCard } from "./PartyCard";
import { Pick, type Picking } from "./pick";
import { isArrow, steer } from "./steer";
import { useLayout } from "./useLayout";
import { usePinned } from "./usePinned";
import { Zoom } from "./Zoom";
import type { View } from "./view";

type AnyNode = CardNode | BoxNode | CaptionNode;
const NODES = { card: PartyCard, box: NamespaceBox, caption: BandCaption };
const EDGES = { call: CallLine };
const FIT = { padding: 0.06, maxZoom: 1.1, minZoom: 0.12 };
/** Below this zoom details cannot be read, and names are drawn larger instead. */
const FAR = 0.52;
const SETTLE_MILLIS = 450;

interface Props {
  view: View;
  chosen: string | undefined;
  matches: Set<string> | undefined;
  now: number;
  /** Workloads all of whose unproven pods are still being proven. */
  waiting: Set<string>;
  onOpen: (id: string) => void;
  onToggle: (namespace: string) => void;
}

export function Graph(props: Props) {
  return (
    <ReactFlowProvider>
      <Canvas {...props} />
    </ReactFlowProvider>
  );
}

function Canvas({ view, chosen, matches, now, waiting, onOpen, onToggle }: Props) {
  const flow = useReactFlow<AnyNode, LinkEdge>();
  const far = useStore((state) => state.transform[2] < FAR);
  const laid = useLayout(view);
  const { pinned, pin, release } = usePinned();
  const [dragged, setDragged] = useState<Map<string, Point>>(new Map());
  const [pointed, setPointed] = useState<string>();
  const [active, setActive] = useState<string>();
  const [settling, setSettling] = useState(false);
  /** The reader moved the viewport: from then on the page leaves it alone. */
  const steered = useRef(false);
  const surface = useRef<HTMLDivElement>(null);
  const chosenNow = useRef(chosen);
  chosenNow.current = chosen;

  const moved = useMemo(() => (dragged.size ? new Map([...pinned, ...dragged]) : pinned), [pinned, dragged]);
  const at = useMemo(() => (laid ? positions(view, laid.placement, moved) : new Map<string, Point>()), [view, laid, moved]);
  const focus: Focus = useMemo(() => ({ chosen, pointed, matches }), [chosen, pointed, matches]);
  const lit = useMemo(() => bright(view, focus), [view, focus]);
  const cards = useSteady(useMemo(() => cardNodes(view, at, lit, chosen, now, waiting), [view, at, lit, chosen, now, waiting]), cardSignature);
  const nodes = useMemo<AnyNode[]>(() => (laid ? [...boxNodes(view, at), ...captionNodes(laid.placement), ...cards] : []), [view, at, cards, laid]);
  const key = linesKey(view, at);
  // The key stands for everything that lines depend on.
  const drawn = useMemo(() => lines(view, at, laid?.placement.captions ?? []), [key]);
  const edges = useMemo(() => linkEdges(view, drawn, lit, focus), [view, drawn, lit, focus]);

  const fit = useCallback((duration = 0) => {
    steered.current = false;
    void flow.fitView({ ...FIT, duration });
  }, [flow]);
  useEffect(() => {
    if (!laid) return;
    setSettling(true);
    const timer = setTimeout(() => setSettling(false), SETTLE_MILLIS);
    if (!steered.current) requestAnimationFrame(() => fit());
    return () => clearTimeout(timer);
  }, [laid, fit]);
  useEffect(() => {
    if (!surface.current) return;
    const observer = new ResizeObserver(() => !steered.current && !chosenNow.current && fit());
    observer.observe(surface.current);
    return () => observer.disconnect();
  }, [fit]);
  useShown(chosen, at, lit, fit, steered);

  const firstCard = view.cards[0]?.id;
  const picking = useMemo<Picking>(() => ({
    active: active && at.has(active) ? active : firstCard,
    activate: setActive, open: onOpen, point: setPointed, toggle: onToggle,
  }), [active, at, firstCard, onOpen, onToggle]);

  const changed = (changes: NodeChange<AnyNode>[]) => {
    for (const change of changes) {
      if (change.type !== "position" || !change.position) continue;
      if (change.dragging) setDragged(new Map([[change.id, change.position]]));
      else if (dragged.has(change.id)) {
        pin(change.id, change.position);
        setDragged(new Map());
      }
    }
  };
  const pressed = (event: KeyboardEvent) => {
    const id = (event.target as HTMLElement).dataset["card"];
    if (!id || !isArrow(event.key)) return;
    event.preventDefault();
    const next = steer(id, event.key, at);
    if (!next) return;
    setActive(next);
    surface.current?.querySelector<HTMLElement>(`[data-card="${CSS.escape(next)}"]`)?.focus({ preventScroll: true });
    reveal(next);
  };
  /** Brings a card into sight when the keyboard reaches one out of it. */
  const reveal = (id: string) => {
    const point = at.get(id);
    const frame = surface.current?.getBoundingClientRect();
    if (!point || !frame) return;
    const middle = { x: point.x + CARD_WIDTH / 2, y: point.y + CARD_HEIGHT / 2 };
    const screen = flow.flowToScreenPosition(middle);
    const inside = screen.x > frame.left + 90 && screen.x < frame.right - 90 && screen.y > frame.top + 40 && screen.y < frame.bottom - 40;
    if (!inside) void flow.setCenter(middle.x, middle.y, { zoom: flow.getZoom(), duration: 200 });
  };

  return (
    <Pick.Provider value={picking}>
      <div ref={surface} className={`graph ${settling ? "settling" : ""} ${far ? "far" : ""}`} onKeyDown={pressed} role="group"
        aria-label="Blueprint graph. Arrow keys move between workloads, Enter opens details." data-layout-millis={laid ? Math.round(laid.millis) : undefined}>
        <ReactFlow<AnyNode, LinkEdge>
          nodes={nodes} edges={edges} nodeTypes={NODES} edgeTypes={EDGES} onNodesChange={changed}
          nodesConnectable={false} nodesFocusable={false} edgesFocusable={false} elementsSelectable={false} disableKeyboardA11y
          minZoom={0.08} maxZoom={2} nodeDragThreshold={4} onMoveStart={(event) => event && (steered.current = true)}
          onlyRenderVisibleElements={view.cards.length > 120} zoomOnDoubleClick={false} panOnScroll={false}
        >
          <Zoom onFit={() => fit(300)} onRelease={pinned.size ? release : undefined} />
        </ReactFlow>
      </div>
    </Pick.Provider>
  );
}

/** Brings what was chosen, and whom it talks to, into sight; lets the whole picture back in when the panel closes. */
function useShown(chosen: string | undefined, at: Map<string, Point>, lit: Set<string> | undefined, fit: (duration?: number) => void, steered: RefObject<boolean>): void {
  const flow = useReactFlow();
  const shown = useRef<string>(undefined);
  useEffect(() => {
    if (shown.current === chosen) return;
    if (!chosen) {
      shown.current = chosen;
      if (!steered.current) fit(250);
      return;
    }
    const points = [...at].flatMap(([id, point]) => (lit?.has(id) ? [point] : []));
    const pane = document.querySelector(".graph")?.getBoundingClientRect();
    if (!points.length || !pane) return;
    shown.current = chosen;
    const [left, top] = [Math.min(...points.map((point) => point.x)), Math.min(...points.map((point) => point.y))];
    const [right, bottom] = [Math.max(...points.map((point) => point.x)) + CARD_WIDTH, Math.max(...points.map((point) => point.y)) + CARD_HEIGHT];
    const first = flow.flowToScreenPosition({ x: left, y: top });
    const last = flow.flowToScreenPosition({ x: right, y: bottom });
    if (first.x > pane.left && first.y > pane.top && last.x < pane.right && last.y < pane.bottom) return;
    const zoom = Math.min(flow.getZoom(), (pane.width - 60) / (right - left), (pane.height - 60) / (bottom - top));
    void flow.setCenter((left + right) / 2, (top + bottom) / 2, { zoom: Math.max(zoom, 0.3), duration: 250 });
  }, [chosen, at, lit, flow, fit, steered]);
}

/** Returns the same objects as before for the nodes whose signature did not change, so that they are not drawn again. */
function useSteady<T extends { id: string }>(items: T[], signature: (item: T) => string): T[] {
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

const cardSignature = ({ position, data }: CardNode): string =>
  JSON.stringify([position.x, position.y, data.faded, data.chosen, data.pending, data.now && Math.floor(data.now / 1000), data.card.group, data.card.layer, data.card.members.length,
    data.card.members.map((party) => [party.name, party.workloadKind, party.pods, party.ended, party.protocols, party.lastSeen === undefined])]);
