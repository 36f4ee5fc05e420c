// The SDK on a page of another origin: as a module, as a script tag, and bundled into somebody's app.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, test } from "node:test";

import { build } from "esbuild";

import { Person } from "../lib/browser.mjs";
import { Server } from "../lib/server.mjs";
import { until } from "../lib/wait.mjs";

let server;
let site;
let person;
/** What the other origin serves, by path. */
const pages = new Map();

before(async () => {
  server = await Server.start();
  site = createServer((request, response) => {
    const page = pages.get(request.url);
    const type = request.url.endsWith(".js") ? "text/javascript" : "text/html";
    response.writeHead(page ? 200 : 404, { "content-type": type });
    response.end(page);
  });
  await new Promise((done) => site.listen(0, "127.0.0.1", done));
  person = await Person.open({ hertz: 440 });
});

after(async () => {
  await person?.close();
  site?.close();
  await server?.stop();
});

/** A ticket as the app's own back end would sign it. */
async function ticket(user) {
  const answer = await fetch(`${server.url}/demo/ticket`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ user_id: user }),
  });
  return answer.json();
}

/** Opens a page of the other origin and gives what it found out. */
async function outcome(path, html) {
  pages.set(path, html);
  await person.page.goto(`http://127.0.0.1:${site.address().port}${path}`);
  return until("the page has found out", () => person.page.evaluate(() => window.outcome));
}

const signIn = ({ sdkappid, user_id, user_sig }) => `
  const engine = TUICallEngine.createInstance({ SDKAppID: ${sdkappid} });
  engine.login({ userID: "${user_id}", userSig: "${user_sig}" }).then(
    () => { window.outcome = "signed in"; },
    (error) => { window.outcome = error.code + " " + error.message; },
  );`;

test("the module finds its own server", async () => {
  const html = `<script type="module">
    import { TUICallEngine } from "${server.url}/sdk/tuicall-engine.mjs";
    ${signIn(await ticket("module"))}
  </script>`;
  assert.equal(await outcome("/module", html), "signed in");
});

test("the script tag finds its own server", async () => {
  const html = `<script src="${server.url}/sdk/tuicall-engine.js"></script>
    <script>${signIn(await ticket("script"))}</script>`;
  assert.equal(await outcome("/script", html), "signed in");
});

test("bundled without a server it says what is missing, and with one it works", async () => {
  const bundle = async (options) => {
    const { sdkappid, user_id, user_sig } = await ticket("bundled");
    const code = signIn({ sdkappid, user_id, user_sig }).replace(
      "{ SDKAppID",
      `{ ${options} SDKAppID`,
    );
    const { outputFiles } = await build({
      stdin: {
        contents: `import { TUICallEngine } from "@callkit/engine"; try { ${code} } catch (error) { window.outcome = error.message; }`,
        resolveDir: import.meta.dirname,
      },
      bundle: true,
      format: "esm",
      write: false,
    });
    return outputFiles[0].text;
  };
  const page = '<script type="module" src="/app.js"></script>';
  pages.set("/app.js", await bundle(""));
  assert.match(await outcome("/without", page), /server/);
  pages.set("/app.js", await bundle(`server: "${server.url}",`));
  assert.equal(await outcome("/with", page), "signed in");
});
