// SPDX-License-Identifier: Apache-2.0
// The page's state that a link can carry, kept behind the # so that any static server will do.

export type Page = "blueprint" | "policies" | "status";
/** What the page of policies shows. */
export type View = "list" | "editor" | "proposals";

/** What the reader chose to see. An undefined `collapsed` means that the page decides. */
export interface Address {
  page: Page;
  query: string;
  namespaces: string[];
  protocols: string[];
  errors: boolean;
  platform: boolean;
  collapsed: string[] | undefined;
  view: View;
  /** Id of the party, edge, policy or proposal that is open. */
  select: string | undefined;
}

export const NOWHERE: Address = {
  page: "blueprint",
  query: "",
  namespaces: [],
  protocols: [],
  errors: false,
  platform: false,
  collapsed: undefined,
  view: "list",
  select: undefined,
};

const list = (value: string | null): string[] => (value ? value.split(",").filter(Boolean) : []);

export function readAddress(hash: string): Address {
  const [path = "", search = ""] = hash.replace(/^#\/?/, "").split("?", 2);
  const params = new URLSearchParams(search);
  const view = params.get("view");
  return {
    page: path === "status" || path === "policies" ? path : "blueprint",
    query: params.get("q") ?? "",
    namespaces: list(params.get("namespace")),
    protocols: list(params.get("protocol")),
    errors: params.get("errors") === "1",
    platform: params.get("platform") === "1",
    collapsed: params.has("collapsed") ? list(params.get("collapsed")) : undefined,
    view: path === "policies" && (view === "editor" || view === "proposals") ? view : "list",
    select: params.get("select") ?? undefined,
  };
}

export function writeAddress(address: Address): string {
  const params = new URLSearchParams();
  if (address.query) params.set("q", address.query);
  if (address.namespaces.length) params.set("namespace", address.namespaces.join(","));
  if (address.protocols.length) params.set("protocol", address.protocols.join(","));
  if (address.errors) params.set("errors", "1");
  if (address.platform) params.set("platform", "1");
  if (address.collapsed) params.set("collapsed", address.collapsed.join(","));
  if (address.view !== "list") params.set("view", address.view);
  if (address.select) params.set("select", address.select);
  const search = params.toString().replaceAll("%2F", "/").replaceAll("%2C", ",");
  return `#/${address.page}${search ? `?${search}` : ""}`;
}
