// SPDX-License-Identifier: Apache-2.0
import type { Node, NodeProps } from "@xyflow/react";
import { memo, useContext } from "react";
import { Pick } from "./pick";

export type BoxNode = Node<{ name: string; width: number; height: number }, "box">;
export type CaptionNode = Node<{ text: string }, "caption">;

export const NamespaceBox = memo(function NamespaceBox({ data }: NodeProps<BoxNode>) {
  const pick = useContext(Pick);
  return (
    <div className="namespace" style={{ width: data.width, height: data.height }}>
      <button
        type="button"
        className="namespace-name"
        tabIndex={-1}
        title={`Collapse ${data.name}`}
        onClick={() => pick.toggle(data.name)}
      >
        {data.name} <span aria-hidden="true">–</span>
      </button>
    </div>
  );
});

export const BandCaption = memo(function BandCaption({ data }: NodeProps<CaptionNode>) {
  return <div className="caption">{data.text}</div>;
});
