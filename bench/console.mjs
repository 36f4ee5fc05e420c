// The console's pages with 10,000 users online, 200 calls and 100,000 records: how long the server takes for each, the way
// there and back included. Server, users and this are three processes. USERS and RECORDS make it smaller.

import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { firstPassword } from "../tests/e2e/lib/console.mjs";
import { Server } from "../tests/e2e/lib/server.mjs";
import { appOf, CLIENT } from "./client.mjs";

const USERS = Number(process.env.USERS ?? 10_000);
const RECORDS = Number(process.env.RECORDS ?? 100_000);
/** How often each page is asked for. */
const LOOKS = 20;
const HOW = "`bench/console.mjs`";

export async function consolePages() {
  const server = await Server.start({
    log: "warn",
    args: ["--limit-connections-per-ip", String(2 * USERS)],
  });
  let users;
  try {
    const { sdkappid } = server.app();
    await server.kill("SIGTERM");
    const database = join(server.dataDir, "callkit.sqlite");
    const seed = join(import.meta.dirname, "console/seed.py");
    execFileSync("python3", [seed, database, String(sdkappid), String(RECORDS)]);
    await server.launch();
    users = await online(server);
    const get = await signedIn(server);
    const rows = [];
    for (const [name, path] of Object.entries(await pages(get, sdkappid))) {
      const [median, worst] = await looked(() => get(path));
      rows.push([`console: ${name}`, `median ${median} ms, longest ${worst} ms (${LOOKS})`, HOW]);
    }
    const from = performance.now();
    const lines = (await get("records.csv")).split("\r\n").length - 2;
    const seconds = ((performance.now() - from) / 1000).toFixed(1);
    rows.push([`console: all ${lines.toLocaleString("en")} records as CSV`, `${seconds} s`, HOW]);
    return rows;
  } finally {
    users?.kill();
    await server.stop();
  }
}

/** Signs the users in, as a process of their own. */
async function online(server) {
  const where = ["--server", `127.0.0.1:${server.port}`, "--pid", String(server.child.pid)];
  const child = spawn(CLIENT, ["online", ...where, "--users", String(USERS)], {
    env: { ...process.env, ...appOf(server) },
    stdio: ["pipe", "pipe", "inherit"],
  });
  const told = once(createInterface(child.stdout), "line");
  const gone = once(child, "exit").then(([code]) => {
    throw new Error(`the users have gone: exit status ${code}`);
  });
  gone.catch(() => {});
  await Promise.race([told, gone]);
  return child;
}

/** Gives what asks the console's API. */
async function signedIn(server) {
  const answer = await fetch(`${server.url}/console/api/sign-in`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ password: firstPassword(server) }),
  });
  if (!answer.ok) throw new Error(`sign-in: ${answer.status} ${await answer.text()}`);
  const [cookie] = answer.headers.get("set-cookie").split(";");
  return async (path) => {
    const answer = await fetch(`${server.url}/console/api/${path}`, { headers: { cookie } });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${text}`);
    return path.startsWith("records.csv") ? text : JSON.parse(text);
  };
}

/** What is asked for. Everybody's calls are with `hotline`. */
async function pages(get, app) {
  const { records } = await get("records?limit=1");
  const [newest] = records;
  const search = (query = "") => `records?app=${app}&${query}`;
  const last = (query) => search(`${query}&offset=${Math.max(0, RECORDS - 50)}`);
  return {
    overview: "overview",
    apps: "apps",
    installation: "installation",
    "users online, first page": "live/users",
    "users online, searched, last page": `live/users?search=user&offset=${USERS - 50}`,
    "calls now": "live/calls",
    "records, first page": search(),
    "records, last page": last("order=desc"),
    "records by reason": search("reason=lost,rejected"),
    "records, oldest first, by media": search("media=video&order=asc"),
    "records by duration": search("sort=duration"),
    "records by duration, last page": last("sort=duration"),
    "records of one user": search("user=user7"),
    "records of a user who is in all": search("user=hotline"),
    "records of a user who is in all, by reason": search("user=hotline&reason=lost,rejected"),
    "records of a user who is in all, calls between two, last page": last(
      "user=hotline&group=false",
    ),
    "records of a user who is in all, by duration": search("user=hotline&sort=duration"),
    "records of a day": search(`from=${newest.started_at - 86_400_000}`),
    "a call found by its beginning": search(`call=${newest.call_id.slice(0, 6)}`),
    "one call": `calls/${app}/${newest.call_id}`,
    "users, first page": `apps/${app}/users`,
    "users, searched": `apps/${app}/users?search=ser49`,
    "what is kept about a user who is in all calls": `apps/${app}/users/hotline`,
  };
}

/** Looks again and again; gives the median and the longest time, in ms. */
async function looked(look) {
  const times = [];
  for (let i = 0; i < LOOKS; i += 1) {
    const from = performance.now();
    await look();
    times.push(performance.now() - from);
  }
  times.sort((a, b) => a - b);
  return [times[LOOKS / 2], times[LOOKS - 1]].map((time) => time.toFixed(1));
}
