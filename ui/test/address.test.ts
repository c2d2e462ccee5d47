// SPDX-License-Identifier: Apache-2.0
import { expect, test } from "vitest";
import { type Address, NOWHERE, readAddress, writeAddress } from "../src/shared/address";

const ADDRESSES: Address[] = [
  NOWHERE,
  { ...NOWHERE, page: "status" },
  { ...NOWHERE, page: "policies", select: "shop/payments" },
  { ...NOWHERE, page: "policies", view: "proposals", select: "workload/shop/Deployment/catalog" },
  { ...NOWHERE, query: "GET /orders/{id}&x=1", errors: true },
  {
    ...NOWHERE,
    namespaces: ["shop", "assist"],
    protocols: ["http"],
    platform: true,
    collapsed: [],
    select: "workload/shop/Deployment/catalog",
  },
  { ...NOWHERE, collapsed: ["shop"], select: "outside > workload/ingress/Deployment/edge > http" },
];

test.each(ADDRESSES)("what is written is read back: %o", (address) =>
  expect(readAddress(writeAddress(address))).toEqual(address),
);
test.each(["", "#", "#/", "#/nonsense?x=y", "#/blueprint?namespace=,,"])(
  "an address of no meaning (%s) is the blueprint",
  (hash) => expect(readAddress(hash)).toEqual(NOWHERE),
);
test("nothing chosen and nothing collapsed are different", () => {
  expect(readAddress("#/blueprint").collapsed).toBeUndefined();
  expect(readAddress("#/blueprint?collapsed=").collapsed).toEqual([]);
});
