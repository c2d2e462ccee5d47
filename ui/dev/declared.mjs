// SPDX-License-Identifier: Apache-2.0
// What the objects of the fixture's cluster say of its workloads. Development data, never shipped.

const ENTRIES = {
  "ingress/Deployment/edge": [
    {
      object: "Ingress ingress/shop",
      through: "class nginx",
      hosts: ["shop.example.com"],
      paths: ["/"],
      service: "ingress/edge",
      port: "80",
    },
  ],
  "shop/Deployment/catalog": [
    {
      object: "HTTPRoute shop/catalog",
      through: "Gateway infra/public (HTTPS 443)",
      hosts: ["shop.example.com", "www.shop.example.com"],
      paths: ["/products", "/catalog/items"],
      service: "shop/catalog",
      port: "80",
    },
    {
      object: "Service shop/catalog",
      through: "NodePort 30080",
      hosts: [],
      paths: [],
      service: "shop/catalog",
    },
  ],
};

const POLICIES = {
  "shop/Deployment/catalog": [
    { object: "NetworkPolicy shop/catalog", says: "in: 1 rule allows", evaluated: true },
    { object: "AuthorizationPolicy shop/catalog", says: "ALLOW, 2 rules", evaluated: false },
  ],
};

const GRANTS = {
  "shop/Deployment/catalog": [
    {
      weight: "takes-over",
      may: "creates pods",
      where: "namespace shop",
      by: "RoleBinding shop/catalog-deployer → Role deployer",
    },
    {
      weight: "grave",
      may: "reads Secrets",
      where: "namespace shop",
      by: "RoleBinding shop/catalog → ClusterRole view-secrets",
    },
    {
      weight: "plain",
      may: "get, list configmaps",
      where: "whole cluster",
      by: "ClusterRoleBinding config → ClusterRole config",
    },
  ],
};

/** Returns what is declared of `namespace/kind/name`. */
export function declared(workload, rolesRead) {
  const [namespace, , name] = workload.split("/");
  return {
    workload: `workload/${workload}`,
    entries: ENTRIES[workload] ?? [],
    policies: POLICIES[workload] ?? [],
    rights: {
      account: `${namespace}/${name}`,
      known: rolesRead,
      ...(rolesRead ? {} : { because: "control may not list clusterroles" }),
      tokenMounted: workload in GRANTS,
      seenCalls: workload in GRANTS ? 12 : 0,
      grants: rolesRead ? (GRANTS[workload] ?? []) : [],
      grantsOmitted: 0,
    },
    unread: [],
  };
}
