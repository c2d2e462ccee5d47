// SPDX-License-Identifier: Apache-2.0
import { expect, test } from "vitest";
import { ago, bytes, millis, plural, protocolName, rate, share, span } from "../src/shared/format";
import { statusName } from "../src/shared/words";

test.each([
  [0, "0/s"],
  [12.4, "12/s"],
  [1.26, "1.3/s"],
  [0.2, "0.2/s"],
  [0.05, "3/min"],
  [0.001, "<1/min"],
  [12_400, "12k/s"],
])("rate %d reads %s", (value, words) => expect(rate(value)).toBe(words));
test.each([
  [0, "0 %"],
  [0.05, "5 %"],
  [0.0004, "<0.1 %"],
  [0.123, "12 %"],
  [0.004, "0.4 %"],
])("share %d reads %s", (value, words) => expect(share(value)).toBe(words));
test.each([
  [undefined, "–"],
  [0.01, "<0.1 ms"],
  [6.04, "6 ms"],
  [640, "640 ms"],
  [1234, "1.2 s"],
])("latency %s reads %s", (value, words) => expect(millis(value)).toBe(words));
test.each([
  [0, "0 B"],
  [1023, "1023 B"],
  [1536, "1.5 KiB"],
  [100 * 1024 * 1024, "100 MiB"],
])("%d bytes read %s", (value, words) => expect(bytes(value)).toBe(words));
test.each([
  [12, "12 s"],
  [240, "4 min"],
  [3 * 3600, "3 h"],
  [72 * 3600, "3 d"],
])("%d seconds read %s", (value, words) => expect(span(value)).toBe(words));

test("a share above zero never reads as zero", () => {
  for (let value = 1e-9; value < 1; value *= 3) expect(share(value)).not.toBe("0 %");
});
test("a rate above zero never reads as zero", () => {
  for (let value = 1e-9; value < 1e6; value *= 3) expect(rate(value)).not.toMatch(/^0\//);
});
test("an instant in the future is now, and a broken one is unknown", () => {
  expect(ago("2026-01-02T03:04:10Z", Date.parse("2026-01-02T03:04:05Z"))).toBe("just now");
  expect(ago("never", 0)).toBe("unknown");
  expect(ago("2026-01-02T03:03:53Z", Date.parse("2026-01-02T03:04:05Z"))).toBe("12 s ago");
});
test("a protocol without a written name keeps its id", () => {
  expect(protocolName("postgresql")).toBe("PostgreSQL");
  expect(protocolName("gopher")).toBe("gopher");
  expect(plural(1, "pod")).toBe("1 pod");
  expect(plural(3, "pod")).toBe("3 pods");
});

test.each([
  ["http", "200", "200"],
  ["http", "0", "0"],
  ["redis", "0", "ok"],
  ["grpc", "14", "unavailable"],
  ["dns", "3", "no such name"],
  ["dns", "17", "17"],
  ["postgresql", "other", "other"],
])("a status of %s, %s, reads %s", (protocol, status, words) => expect(statusName(protocol, status)).toBe(words));
