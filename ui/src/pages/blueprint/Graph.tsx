// SPDX-License-Identifier: Apache-2.0
import { ReactFlow, ReactFlowProvider } from "@xyflow/react";
import "@xyflow/react/dist/base.css";
import { useMemo, useRef, useState } from "react";
import { plural } from "../../shared/format";
import { CallLine, type LinkEdge } from "./CallLine";
import {
  boxNodes,
  bright,
  captionNodes,
  cardNodes,
  cardSignature,
  type Focus,
  lines,
  linesKey,
  linkEdges,
  positions,
} from "./drawing";
import type { Point } from "./layout/geometry";
import { BandCaption, type BoxNode, type CaptionNode, NamespaceBox } from "./NamespaceBox";
import { type CardNode, PartyCard } from "./PartyCard";
import { Pick, type Picking } from "./pick";
import { useDragged } from "./useDragged";
import { useKeys } from "./useKeys";
import { type Laid, useLayout } from "./useLayout";
import { useSteady } from "./useSteady";
import { useRevealed, useViewport } from "./useViewport";
import type { View } from "./view";
import { Zoom } from "./Zoom";

type AnyNode = CardNode | BoxNode | CaptionNode;
const NODES = { card: PartyCard, box: NamespaceBox, caption: BandCaption };
const EDGES = { call: CallLine };
/** Above this many cards those out of sight are not drawn. */
const MANY_CARDS = 120;

interface Props {
  view: View;
  /** Id of the card or link whose panel is open. */
  chosen: string | undefined;
  matches: Set<string> | undefined;
  now: number;
  /** Workloads all of whose unproven pods are still being proven. */
  waiting: Set<string>;
  onOpen: (id: string) => void;
  onToggle: (namespace: string) => void;
}

/** The blueprint as a graph in layers. */
export function Graph(props: Props) {
  return (
    <ReactFlowProvider>
      <Canvas {...props} />
    </ReactFlowProvider>
  );
}

function Canvas({ view, chosen, matches, now, waiting, onOpen, onToggle }: Props) {
  const surface = useRef<HTMLDivElement>(null);
  const [pointed, setPointed] = useState<string>();
  const laid = useLayout(view);
  const dragged = useDragged();
  const viewport = useViewport(surface, laid, chosen !== undefined);
  const at = useMemo(() => positions(view, laid?.placement, dragged.moved), [view, laid, dragged.moved]);
  const keys = useKeys(surface, at, viewport.reveal);
  const { active, setActive } = keys;
  const focus: Focus = useMemo(() => ({ chosen, pointed, matches }), [chosen, pointed, matches]);
  const lit = useMemo(() => bright(view, focus), [view, focus]);
  useRevealed(chosen, at, lit, viewport.reveal);
  const nodes = useNodes(view, laid, at, lit, chosen, now, waiting);
  const edges = useEdges(view, laid, at, lit, focus);
  const picking = useMemo<Picking>(
    () => ({ active, activate: setActive, open: onOpen, point: setPointed, toggle: onToggle }),
    [active, setActive, onOpen, onToggle],
  );
  const state = ["graph", viewport.settling && "settling", viewport.far && "far"].filter(Boolean).join(" ");
  return (
    <Pick.Provider value={picking}>
      <div
        ref={surface}
        className={state}
        onKeyDown={keys.pressed}
        role="group"
        aria-label="Blueprint graph. Arrow keys move between workloads, Enter opens details."
        data-layout-millis={laid && Math.round(laid.millis)}
      >
        {!laid && <p className="arranging">Arranging {plural(view.cards.length, "card")}…</p>}
        <ReactFlow<AnyNode, LinkEdge>
          nodes={nodes}
          edges={edges}
          nodeTypes={NODES}
          edgeTypes={EDGES}
          onNodesChange={dragged.changed}
          nodesConnectable={false}
          nodesFocusable={false}
          edgesFocusable={false}
          elementsSelectable={false}
          disableKeyboardA11y
          minZoom={0.08}
          maxZoom={2}
          nodeDragThreshold={4}
          onMoveStart={(event) => event && viewport.taken()}
          onlyRenderVisibleElements={view.cards.length > MANY_CARDS}
          zoomOnDoubleClick={false}
        >
          <Zoom onFit={() => viewport.fit(300)} onRelease={dragged.release} />
        </ReactFlow>
      </div>
    </Pick.Provider>
  );
}

function useNodes(
  view: View,
  laid: Laid | undefined,
  at: Map<string, Point>,
  lit: Set<string> | undefined,
  chosen: string | undefined,
  now: number,
  waiting: Set<string>,
): AnyNode[] {
  const fresh = useMemo(() => cardNodes(view, at, lit, chosen, now, waiting), [view, at, lit, chosen, now, waiting]);
  const cards = useSteady(fresh, cardSignature);
  return useMemo(
    () => (laid ? [...boxNodes(view, at), ...captionNodes(laid.placement), ...cards] : []),
    [view, at, cards, laid],
  );
}

function useEdges(
  view: View,
  laid: Laid | undefined,
  at: Map<string, Point>,
  lit: Set<string> | undefined,
  focus: Focus,
): LinkEdge[] {
  // The key stands for everything that lines depend on; rates are not among it.
  const key = linesKey(view, at);
  const drawn = useMemo(() => lines(view, at, laid?.placement.captions ?? []), [key]);
  return useMemo(() => linkEdges(view, drawn, lit, focus), [view, drawn, lit, focus]);
}
