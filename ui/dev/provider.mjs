// SPDX-License-Identifier: Apache-2.0
// A provider of OpenID Connect that is not ours, for tests: the npm package oidc-provider, which is certified by the
// OpenID Foundation. Whoever gives a name and a password is let in; the name is the user.
//   node dev/provider.mjs PORT-OF-THE-PAGE
// It prints its address. POST /rotate has it sign with a new key; the old one stays published.
import { generateKeyPairSync, randomUUID } from "node:crypto";
import { createServer } from "node:http";
import Provider from "oidc-provider";

const callback = `http://127.0.0.1:${process.argv[2] ?? 7080}/login/callback`;
const client = (id, more) => ({
  client_id: id,
  redirect_uris: [callback],
  response_types: ["code"],
  grant_types: ["authorization_code"],
  ...more,
});

/** Keys for both ways of signing that are known, the newest first. */
const keys = [];
function newKeys() {
  const made = [
    generateKeyPairSync("rsa", { modulusLength: 2048 }),
    generateKeyPairSync("ec", { namedCurve: "P-256" }),
  ];
  keys.unshift(
    ...made.map((pair) => ({ ...pair.privateKey.export({ format: "jwk" }), kid: randomUUID(), use: "sig" })),
  );
}

function provider(issuer) {
  const made = new Provider(issuer, {
    clients: [
      client("sallyport", { client_secret: "a secret: with signs/+" }),
      client("public", { token_endpoint_auth_method: "none", id_token_signed_response_alg: "ES256" }),
      client("another", { client_secret: "of another" }),
    ],
    jwks: { keys },
    claims: { openid: ["sub"], groups: ["groups"] },
    scopes: ["openid", "groups"],
    // Claims come in the ID token and not only from the provider when asked.
    conformIdTokenClaims: false,
    pkce: { required: () => true, methods: ["S256"] },
    ttl: { IdToken: 600 },
    cookies: { keys: [randomUUID()] },
    findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, groups: ["team", "system:masters"] }) }),
  });
  return made.callback();
}

newKeys();
let answer;
const server = createServer((request, response) => {
  if (request.method !== "POST" || request.url !== "/rotate") return answer(request, response);
  newKeys();
  answer = provider(issuer);
  response.writeHead(204).end();
});
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
const issuer = `http://127.0.0.1:${server.address().port}`;
answer = provider(issuer);
console.log(`provider: ${issuer}`);
// Ends with who started it.
process.stdin.resume().on("end", () => process.exit());
