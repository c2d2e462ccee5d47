// SPDX-License-Identifier: Apache-2.0
import { type Edge, EdgeLabelRenderer, type EdgeProps } from "@xyflow/react";
import { type CSSProperties, memo, useContext } from "react";
import { protocolName, rate, share } from "../../shared/format";
import { dataClassName } from "../../shared/words";
import type { Point } from "./layout/geometry";
import { along, curve, type Route } from "./layout/route";
import { Pick } from "./pick";
import { type Link, opens } from "./view";

export type LinkEdge = Edge<
  {
    link: Link;
    route: Route;
    label: Point | undefined;
    faded: boolean;
    lit: boolean;
    chosen: boolean;
    pointed: boolean;
  },
  "call"
>;

/** Width by rate: ten times the calls, about one pixel and a half more. */
export const widthOf = (perSecond: number): number =>
  Math.min(7, 1.25 + 1.35 * Math.log10(1 + Math.max(0, perSecond) * 2));

/** How much of the error colour a line takes: a quarter for the first failure, all of it from one in twenty on. */
export const severityOf = (errorShare: number): string => `${Math.round(Math.min(1, 0.25 + errorShare * 15) * 100)}%`;

/** Dashes by what is seen: all five layers whole, without payload long dashes, without operations short ones, less than the protocol dots. */
export const dashes = (depth: number): string | undefined =>
  depth >= 5 ? undefined : depth === 4 ? "26 3" : depth === 3 ? "6 5" : "1.500 5";

/** All lines get this many segments at least, so that they can move into new places. */
const SEGMENTS = 12;

/** An arrow head that ends at the origin. */
const HEAD = "M-9,-4.500L0,0L-9,4.500Z";

export const CallLine = memo(function CallLine({ data }: EdgeProps<LinkEdge>) {
  const pick = useContext(Pick);
  if (!data) return null;
  const { link, route, faded, lit, chosen, pointed } = data;
  const path = curve(route, SEGMENTS);
  const failing = link.errorShare > 0;
  const state = [
    failing && "failing",
    faded && "faded",
    lit && "lit",
    chosen && "chosen",
    pointed && "pointed",
    link.rate <= 0 && "idle",
  ]
    .filter(Boolean)
    .join(" ");
  const label = data.label ?? (pointed || chosen ? along(route, 0.5) : undefined);
  const width = widthOf(link.rate);
  const end = route[route.length - 1]!;
  return (
    <>
      <g
        className={`call ${state}`}
        style={failing ? ({ "--severity": severityOf(link.errorShare) } as CSSProperties) : undefined}
      >
        <path className="call-line" d={path} style={{ strokeWidth: width }} strokeDasharray={dashes(link.depth)} />
        <path className="call-head" d={HEAD} style={{ transform: `translate(${end.x}px, ${end.y}px)` }} />
        {link.leaving.length > 0 && <Leaving link={link} at={along(route, 0.8)} />}
        <path
          className="call-hit"
          d={path}
          onClick={() => pick.open(opens(link))}
          onMouseEnter={() => pick.point(link.id)}
          onMouseLeave={() => pick.point(undefined)}
        />
      </g>
      {label && (
        <EdgeLabelRenderer>
          <div
            className={`label ${state}`}
            style={{ transform: `translate(-50%, -50%) translate(${label.x}px, ${label.y}px)` }}
            onClick={() => pick.open(opens(link))}
            onMouseEnter={() => pick.point(link.id)}
            onMouseLeave={() => pick.point(undefined)}
          >
            <span className="label-protocol">{protocolName(link.protocol)}</span> {rate(link.rate)}
            {failing && <span className="label-errors"> {share(link.errorShare)} err</span>}
          </div>
        </EdgeLabelRenderer>
      )}
    </>
  );
});

/** A quiet mark on calls that carry sensitive data out of the cluster. */
function Leaving({ link, at }: { link: Link; at: Point }) {
  return (
    <path
      className="call-data"
      d="M0-5.500L5.500 0L0 5.500L-5.500 0Z"
      style={{ transform: `translate(${at.x}px, ${at.y}px)` }}
    >
      <title>{`carries ${link.leaving.map(dataClassName).join(", ")} out of the cluster`}</title>
    </path>
  );
}

/** Returns about how wide the label's text gets, with room for a rate that grows, so that labels stay where they are. */
export const labelWidth = (link: Link): number =>
  10 + 6.6 * (protocolName(link.protocol).length + 5 + (link.errorShare > 0 ? 8 : 0));
