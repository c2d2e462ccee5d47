// SPDX-License-Identifier: Apache-2.0
// Opens the built page against the fixture server in Chromium.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { launch } from "../../dev/browser.mjs";
import { startFixture } from "../../dev/fixture.mjs";

const SCREENSHOTS = join(import.meta.dirname, "../../target/screenshots");

export interface Stage {
  page: Page;
  fixture: Awaited<ReturnType<typeof startFixture>>;
  /** Everything the browser complained about. */
  complaints: string[];
  shot: (name: string) => Promise<void>;
  close: () => Promise<void>;
}

export interface Wish {
  scene?: "shop" | "40" | "200";
  colours?: "light" | "dark";
  hash?: string;
  width?: number;
  height?: number;
  prepare?: (fixture: Stage["fixture"]) => void;
}

export async function open(
  browser: Browser,
  { scene = "shop", colours = "light", hash = "", width = 1600, height = 900, prepare }: Wish = {},
): Promise<Stage> {
  const fixture = await startFixture({ scene });
  prepare?.(fixture);
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: colours,
    reducedMotion: "no-preference",
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on(
    "request",
    (request) => !request.url().startsWith(fixture.url) && complaints.push(`asked for ${request.url()}`),
  );
  await page.goto(`${fixture.url}/${hash}`);
  const shot = async (name: string) => {
    mkdirSync(SCREENSHOTS, { recursive: true });
    await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`) });
  };
  const close = async () => {
    await context.close();
    await fixture.close();
  };
  return { page, fixture, complaints, shot, close };
}

export { launch };

/** Waits until the graph has been laid out and has come to rest. */
export async function drawn(page: Page): Promise<void> {
  await page.waitForSelector("[data-layout-millis]", { timeout: 30_000 });
  await page.waitForSelector("[data-card]");
  await page.waitForFunction(() => !document.querySelector(".settling"));
}

/** Where every card stands, in the drawing's own pixels. */
export const places = (page: Page): Promise<Record<string, string>> =>
  page.evaluate(() =>
    Object.fromEntries(
      [...document.querySelectorAll<HTMLElement>(".react-flow__node-card")].map((node) => [
        node.dataset["id"],
        node.style.transform,
      ]),
    ),
  );
