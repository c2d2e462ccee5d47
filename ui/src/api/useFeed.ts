// SPDX-License-Identifier: Apache-2.0
import { useEffect, useState } from "react";
import { type Feed, follow } from "./link";
import type { Blueprint, Status } from "./types";

function useFeed<T>(path: string, event: string): Feed<T> {
  const [feed, setFeed] = useState<Feed<T>>({ state: "connecting", value: undefined, receivedAt: 0 });
  useEffect(() => follow<T>(path, event, setFeed), [path, event]);
  return feed;
}

export const useBlueprint = (): Feed<Blueprint> => useFeed("/api/v1/blueprint", "blueprint");
export const useStatus = (): Feed<Status> => useFeed("/api/v1/status", "status");
