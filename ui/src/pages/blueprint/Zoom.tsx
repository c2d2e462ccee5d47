// SPDX-License-Identifier: Apache-2.0
import { Panel, useReactFlow } from "@xyflow/react";

interface Props {
  onFit: () => void;
  onRelease: (() => void) | undefined;
}

/** The buttons that move the viewport, and the one that puts dragged cards back once there are any. */
export function Zoom({ onFit, onRelease }: Props) {
  const flow = useReactFlow();
  return (
    <Panel position="bottom-left" className="zoom">
      <Knob name="Zoom in" path="M12 5v14M5 12h14" onClick={() => void flow.zoomIn({ duration: 150 })} />
      <Knob name="Zoom out" path="M5 12h14" onClick={() => void flow.zoomOut({ duration: 150 })} />
      <Knob name="Fit the whole blueprint" path="M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5" onClick={onFit} />
      {onRelease && (
        <Knob name="Put dragged cards back" path="M4 5v5h5M4.500 10a8 8 0 1 1-.400 4" onClick={onRelease} />
      )}
    </Panel>
  );
}

const Knob = ({ name, path, onClick }: { name: string; path: string; onClick: () => void }) => (
  <button type="button" title={name} aria-label={name} onClick={onClick}>
    <svg viewBox="0 0 24 24" aria-hidden="true">
      <path d={path} />
    </svg>
  </button>
);
