// The console's pages with 10,000 users online and 100,000 records: how long the server takes for
// each. The server is a process of its own, and so are the users (this one).
//
//   cargo build -p callkit-cli && node bench/console.mjs

import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { Server } from "../tests/e2e/lib/server.mjs";
import { Wire } from "../tests/e2e/lib/wire.mjs";

const USERS = Number(process.env.USERS ?? 10_000);
const RECORDS = Number(process.env.RECORDS ?? 100_000);
const AT_ONCE = 100;
const LOOKS = 20;

/** Writes records into the stopped server's database, as many calls between 5,000 users would. */
const SEED = `
import json, random, sqlite3, sys
path, app, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
db = sqlite3.connect(path)
random.seed(7)
letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
reasons = ["hangup"] * 6 + ["no_answer", "rejected", "cancelled", "lost"]
start = 1_750_000_000_000
for n in range(count):
    call = "".join(random.choice(letters) for _ in range(21)) + random.choice("AQgw")
    a, b = (f"user{random.randrange(5000)}" for _ in range(2))
    at, reason = start + n * 1000, random.choice(reasons)
    accepted = at + 3000 if reason in ("hangup", "lost") else None
    end = at + random.randrange(5000, 900000)
    media, members = random.choice(["audio", "video"]), [a, b]
    parts = [dict(user=u, phase="left", joined_at=accepted, left_at=end, reason=reason) for u in members]
    details = dict(call_id=call, caller=a, media=media, group=False, room_id=n + 1, started_at=at,
                   accepted_at=accepted, ended_at=end, reason=reason, members=parts)
    db.execute("insert into records (app, call_id, caller, media, is_group, room_id, started_at,"
               " accepted_at, ended_at, reason, members_json, details_json)"
               " values (?,?,?,?,?,?,?,?,?,?,?,?)",
               (app, call, a, media, 0, n + 1, at, accepted, end, reason, json.dumps(members), json.dumps(details)))
    for u in set(members):
        db.execute("insert into record_members values (?,?,?,?)", (app, u, at, call))
db.commit()
`;

async function main() {
  const server = await Server.start({
    log: "warn",
    args: ["--limit-connections", "20000", "--limit-connections-per-ip", "20000"],
  });
  const secrets = readFileSync(join(server.dataDir, "first-start.txt"), "utf8");
  const app = /SDKAppID\s+(\d+)/.exec(secrets)[1];
  const password = /Password\s+(\S+)/.exec(secrets)[1];
  await server.kill("SIGTERM");
  execFileSync("python3", [
    "-c",
    SEED,
    join(server.dataDir, "callkit.sqlite"),
    app,
    String(RECORDS),
  ]);
  await server.launch();
  const wires = [];
  try {
    for (let i = 0; i < USERS; i += AT_ONCE) {
      const batch = Array.from({ length: Math.min(AT_ONCE, USERS - i) }, (_, j) =>
        Wire.signIn(server, `user${i + j}`),
      );
      wires.push(...(await Promise.all(batch)));
    }
    const signed = await fetch(`${server.url}/console/api/sign-in`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ password }),
    });
    if (!signed.ok) throw new Error(`sign-in: ${signed.status} ${await signed.text()}`);
    const cookie = signed.headers.get("set-cookie").split(";")[0];
    const get = async (path) => {
      const answer = await fetch(`${server.url}/console/api/${path}`, { headers: { cookie } });
      const text = await answer.text();
      if (!answer.ok) throw new Error(`${path}: ${answer.status} ${text}`);
      return path.startsWith("records.csv") ? text : JSON.parse(text);
    };
    const first = (await get("records?limit=1")).records[0];
    const pages = {
      overview: "overview",
      apps: "apps",
      installation: "installation",
      "users online, first page": "live/users",
      "users online, searched, last page": "live/users?search=user9&offset=1000&limit=200",
      "calls now": "live/calls",
      "records, first page": "records",
      "records, last page": `records?offset=${RECORDS - 50}`,
      "records by reason": "records?reason=lost,rejected",
      "records, oldest first, by media": "records?media=video&order=asc",
      "records by duration": "records?sort=duration",
      "records by duration, last page": `records?sort=duration&offset=${RECORDS - 50}`,
      "records of one user": "records?user=user7",
      "records of a day": `records?from=${first.started_at - 86_400_000}`,
      "one call found by its beginning": `records?call=${first.call_id.slice(0, 6)}`,
      "one call": `calls/${app}/${first.call_id}`,
      "what is kept about a person": `apps/${app}/users/user7`,
    };
    const rows = [];
    for (const [name, path] of Object.entries(pages)) {
      const times = [];
      for (let i = 0; i < LOOKS; i += 1) {
        const from = performance.now();
        await get(path);
        times.push(performance.now() - from);
      }
      times.sort((a, b) => a - b);
      const [median, worst] = [times[LOOKS / 2], times[LOOKS - 1]];
      rows.push([name, `${median.toFixed(1)} ms`, `${worst.toFixed(1)} ms`]);
    }
    const from = performance.now();
    const lines = (await get("records.csv")).split("\r\n").length - 2;
    rows.push([
      `all ${lines} records as CSV`,
      `${((performance.now() - from) / 1000).toFixed(1)} s`,
      "",
    ]);
    return rows;
  } finally {
    for (const wire of wires) wire.close();
    await server.stop();
  }
}

export { main as consolePages };

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  console.log(`| page (${USERS} users online, ${RECORDS} records) | median of ${LOOKS} | worst |`);
  console.log("| --- | --- | --- |");
  for (const row of await main()) console.log(`| ${row.join(" | ")} |`);
}
