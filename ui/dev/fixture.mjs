// SPDX-License-Identifier: Apache-2.0
// A stand-in for the control program: serves a generated application by the same API, and the built page if there is one.
//   node dev/fixture.mjs [--port 7090] [--scene shop|40|200]
import { createReadStream, existsSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { dirname, extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { declared } from "./declared.mjs";
import { draft, edgeRules, proposals } from "./drafts.mjs";
import { shop } from "./shop.mjs";
import { town } from "./town.mjs";
import { World } from "./world.mjs";

const DIST = join(dirname(fileURLToPath(import.meta.url)), "../dist");
const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
};
const SCENES = { shop, 40: () => town(40, 150), 200: () => town(200, 600) };

/** Starts the fixture; the answer holds its world, its switches and close(). */
export async function startFixture({ port = 0, scene = "shop" } = {}) {
  const world = new World(SCENES[scene]());
  const streams = new Map();
  const fixture = {
    url: "",
    close: async () => {},
    world,
    silent: false,
    down: false,
    streamless: false,
    /** Parts of paths that get no answer. @type {string[]} */
    unanswered: [],
    /** The token that is asked for; undefined: nobody is asked. @type {string | undefined} */
    token: undefined,
    /** What kind of token that is. @type {"kubernetes" | "oidc"} */
    mode: "kubernetes",
    /** Whether who logged in may see anything. */
    allowed: true,
    /** Whether who logged in may change policies. */
    changes: true,
    /** Whether control may read roles and their bindings. */
    rolesRead: true,
    /** Changes that were asked for, as method and path. @type {string[]} */
    changed: [],
    /** Secrets of logins that hold. @type {Set<string>} */
    sessions: new Set(),
    drop: () => streams.forEach((_, response) => response.destroy()),
  };
  const bodies = {
    blueprint: () => world.blueprint(),
    status: () => world.status(),
    policies: () => world.policies(),
    denials: () => world.denials(),
  };
  const send = (response, name) => response.write(`event: ${name}\ndata: ${JSON.stringify(bodies[name]())}\n\n`);

  const server = createServer((request, response) => {
    const path = new URL(request.url, "http://fixture").pathname;
    response.setHeader("content-security-policy", "default-src 'self'");
    if (!path.startsWith("/api/")) return serveFile(path, response);
    if (path === "/api/v1/session" && !fixture.down) return void session(request, response);
    if (fixture.down || fixture.unanswered.some((part) => path.endsWith(part) || path.endsWith(`${part}/stream`)))
      return response.destroy();
    if (fixture.token && !known(request)) return refuse(response, 401, "Control does not know who calls", "no token");
    if (fixture.token && !fixture.allowed)
      return refuse(response, 403, "A right is missing", "ana may not get blueprints. Grant it: kubectl create x");
    const stream = /^\/api\/v1\/(blueprint|status|denials)\/stream$/.exec(path);
    if (stream && !fixture.streamless) {
      response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
      streams.set(response, stream[1]);
      request.on("close", () => streams.delete(response));
      return send(response, stream[1]);
    }
    const workload = /^\/api\/v1\/workloads\/(.*)\/declared$/.exec(path)?.[1];
    if (workload) return answer(response, declared(decodeURIComponent(workload), fixture.rolesRead));
    if (/^\/api\/v1\/(policies\/.|proposals$|edges\/rules$)/.test(path)) return void asked(request, path, response);
    const body = bodies[/^\/api\/v1\/(blueprint|status|policies|denials)$/.exec(path)?.[1]];
    response.writeHead(body ? 200 : 404, { "content-type": body ? "application/json" : "application/problem+json" });
    response.end(JSON.stringify(body ? body() : { title: "Not found", status: 404 }));
  });
  const known = (request) => fixture.sessions.has(/sallyport-session=(\w+)/.exec(request.headers.cookie ?? "")?.[1]);
  const refuse = (response, status, title, detail) => {
    response.writeHead(status, { "content-type": "application/problem+json" });
    response.end(JSON.stringify({ type: "about:blank", title, status, detail }));
  };
  const answer = (response, body) => {
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify(body));
  };
  /** Answers what the page asks once, and takes what it changes. */
  const asked = async (request, path, response) => {
    if (path.endsWith("/proposals")) return answer(response, proposals());
    if (path.endsWith("/rules"))
      return answer(response, edgeRules(new URL(request.url, "http://fixture").searchParams.get("edge")));
    if (!request.headers["x-sallyport-request"])
      return refuse(response, 403, "This looks like a forged request", "no header");
    let body = "";
    for await (const chunk of request) body += chunk;
    if (path.endsWith("/draft")) return answer(response, draft(JSON.parse(body)));
    if (!fixture.changes)
      return refuse(
        response,
        403,
        "A right is missing",
        "ana may not update policies.sallyport.dev in namespace shop. Grant it: kubectl create rolebinding x",
      );
    fixture.changed.push(`${request.method} ${path.replace("/api/v1/policies/", "")}`);
    const [, namespace, name] = /namespaces\/([^/]+)\/([^/]+)/.exec(path) ?? [undefined, "", path.split("/")[5]];
    world.change(namespace ? `${namespace}/${name}` : name, path, body);
    answer(response, { policy: `${namespace}/${name}`, mode: "observe" });
  };
  /** Logs in and out as control does. */
  const session = async (request, response) => {
    if (request.method !== "GET" && !request.headers["x-sallyport-request"])
      return refuse(response, 403, "This looks like a forged request", "it lacks a header");
    if (request.method === "DELETE") {
      fixture.sessions.clear();
      fixture.drop();
      return response.writeHead(204).end();
    }
    let signedIn = known(request);
    if (request.method === "POST") {
      let body = "";
      for await (const chunk of request) body += chunk;
      if (JSON.parse(body).token !== fixture.token)
        return refuse(response, 401, "Control does not know who calls", "control did not accept the token (expired?)");
      const secret = `s${fixture.sessions.size}${Date.now()}`;
      fixture.sessions.add(secret);
      response.setHeader("set-cookie", `sallyport-session=${secret}; Path=/; HttpOnly; SameSite=Strict`);
      signedIn = true;
    }
    const mode = fixture.token ? fixture.mode : "none";
    const who = fixture.token ? (signedIn ? { caller: "system:serviceaccount:shop:ana" } : {}) : { caller: "anyone" };
    const login = "kubectl create token NAME -n NAMESPACE --duration=8h";
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify({ mode, ...who, cluster: true, namespaces: [], changes: false, login }));
  };
  const timer = setInterval(() => {
    world.advance(1);
    if (!fixture.silent) streams.forEach((name, response) => send(response, name));
  }, 1000);
  await new Promise((resolve) => server.listen(port, "127.0.0.1", resolve));
  fixture.url = `http://127.0.0.1:${server.address().port}`;
  fixture.close = async () => {
    clearInterval(timer);
    fixture.drop();
    await new Promise((resolve) => server.close(resolve));
  };
  return fixture;
}

function serveFile(path, response) {
  const file = join(DIST, normalize(path === "/" ? "/index.html" : path));
  if (!file.startsWith(DIST) || !existsSync(file) || !statSync(file).isFile()) return response.writeHead(404).end();
  response.writeHead(200, { "content-type": TYPES[extname(file)] ?? "application/octet-stream" });
  createReadStream(file).pipe(response);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const option = (name, otherwise) =>
    process.argv[process.argv.indexOf(`--${name}`) + 1] && process.argv.includes(`--${name}`)
      ? process.argv[process.argv.indexOf(`--${name}`) + 1]
      : otherwise;
  const fixture = await startFixture({ port: Number(option("port", 7090)), scene: option("scene", "shop") });
  console.log(`Fixture at ${fixture.url}`);
}
