// SPDX-License-Identifier: Apache-2.0
import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { drawn, launch, open, type Stage } from "./stage";

let browser: Browser;
let stage: Stage;
beforeAll(async () => void (browser = await launch()));
afterAll(() => browser.close());
afterEach(() => stage.close());

const TOKEN = "token-of-ana";
const asked = (fixture: Stage["fixture"]) => void (fixture.token = TOKEN);

async function logIn(token: string) {
  await stage.page.getByLabel("Token of Kubernetes").fill(token);
  await stage.page.getByRole("button", { name: "Log in" }).click();
}

test("a token lets in, is kept nowhere, and logging out ends it", async () => {
  stage = await open(browser, { prepare: asked });
  const { page, fixture, shot } = stage;
  await page.getByText("kubectl create token").waitFor();
  expect(await page.locator("[data-card]").count()).toBe(0);
  await logIn("wrong");
  await page.getByRole("alert").getByText("did not accept the token").waitFor();
  expect(await page.getByLabel("Token of Kubernetes").inputValue()).toBe("");
  await shot("login-light");
  await logIn(TOKEN);
  await drawn(page);
  await page.getByText("ana", { exact: true }).waitFor();
  const kept = await page.evaluate(() => [
    document.cookie,
    ...Object.values(localStorage),
    ...Object.values(sessionStorage),
  ]);
  expect(kept.join()).not.toContain(TOKEN);
  expect(kept.join()).not.toContain("sallyport-session");
  const cookies = await page.context().cookies();
  expect(cookies.map((each) => [each.httpOnly, each.sameSite])).toEqual([[true, "Strict"]]);
  await page.reload();
  await drawn(page);
  await page.getByRole("button", { name: "Log out" }).click();
  await page.getByLabel("Token of Kubernetes").waitFor();
  expect(fixture.sessions.size).toBe(0);
  expect(await page.locator("[data-card]").count()).toBe(0);
});

test("with a provider the way in leads there, and back to where one was", async () => {
  stage = await open(browser, {
    prepare: (fixture) => {
      asked(fixture);
      fixture.mode = "oidc";
    },
  });
  const way = await stage.page.getByRole("link", { name: "Log in at the provider" }).getAttribute("href");
  const left = new URL(stage.page.url());
  expect(way).toBe(`/login?back=${encodeURIComponent(left.pathname + left.search + left.hash)}`);
  await stage.page.getByLabel("Or with an ID token").waitFor();
});

test("a login that ends elsewhere leads back to the way in", async () => {
  stage = await open(browser, { prepare: asked });
  await logIn(TOKEN);
  await drawn(stage.page);
  stage.fixture.sessions.clear();
  stage.fixture.drop();
  await stage.page.getByLabel("Token of Kubernetes").waitFor({ timeout: 30_000 });
});

test("a right that is missing is named with the command that grants it", async () => {
  stage = await open(browser, {
    prepare: (fixture) => {
      asked(fixture);
      fixture.allowed = false;
    },
  });
  await logIn(TOKEN);
  await stage.page.getByRole("alert").getByText("ana may not get blueprints").waitFor({ timeout: 30_000 });
  expect(await stage.page.getByRole("alert").locator("code").textContent()).toBe("kubectl create x");
  await stage.shot("refused-light");
});

test("where nobody is asked that is said", async () => {
  stage = await open(browser);
  await drawn(stage.page);
  await stage.page.getByText("No login").waitFor();
  expect(await stage.page.getByRole("button", { name: "Log out" }).count()).toBe(0);
});
