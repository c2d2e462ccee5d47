// SPDX-License-Identifier: Apache-2.0
import type { Blueprint } from "../../api/types";
import type { Address } from "../../shared/address";
import { protocolName } from "../../shared/format";
import type { Go } from "../../shared/useAddress";
import { Menu } from "./Menu";
import { SearchBox } from "./SearchBox";
import { namespacesOf, protocolsOf } from "./view";

interface Props {
  blueprint: Blueprint;
  address: Address;
  go: Go;
  collapsed: string[];
  hiddenPlatform: number;
  onOpen: (id: string) => void;
}

export function Toolbar({ blueprint, address, go, collapsed, hiddenPlatform, onOpen }: Props) {
  const namespaces = namespacesOf(blueprint, address.platform);
  const platform = blueprint.parties.filter((party) => party.layer === "platform").length;
  const narrowed = address.namespaces.length > 0 || address.protocols.length > 0 || address.errors;
  return (
    <div className="toolbar" role="toolbar" aria-label="Search and filters">
      <SearchBox blueprint={blueprint} query={address.query} onQuery={(query) => go({ query })} onOpen={onOpen} />
      <Menu
        title="Namespaces"
        options={namespaces.map((name) => ({ id: name, name }))}
        chosen={address.namespaces}
        onChange={(chosen) => go({ namespaces: chosen })}
      />
      <Menu
        title="Protocols"
        options={protocolsOf(blueprint).map((id) => ({ id, name: protocolName(id) }))}
        chosen={address.protocols}
        onChange={(chosen) => go({ protocols: chosen })}
      />
      <button
        type="button"
        className="plain"
        aria-pressed={address.errors}
        onClick={() => go({ errors: !address.errors })}
      >
        Errors only
      </button>
      {narrowed && (
        <button
          type="button"
          className="plain quiet"
          onClick={() => go({ namespaces: [], protocols: [], errors: false })}
        >
          Clear
        </button>
      )}
      <span className="spacer" />
      {platform > 0 && (
        <button
          type="button"
          className="plain"
          aria-pressed={address.platform}
          title="DNS, the Kubernetes API, nodes and Sallyport itself"
          onClick={() => go({ platform: !address.platform })}
        >
          {address.platform ? "Hide platform" : `Show platform (${hiddenPlatform} hidden)`}
        </button>
      )}
      {namespaces.length > 1 && (
        <button type="button" className="plain" onClick={() => go({ collapsed: collapsed.length ? [] : namespaces })}>
          {collapsed.length ? "Expand all" : "Collapse all"}
        </button>
      )}
    </div>
  );
}
