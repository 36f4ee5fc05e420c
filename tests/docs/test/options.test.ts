import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { pagesIn, ROOT, read } from "./markdown.ts";

const options = new Set(
  [...read("callkit.example.toml").matchAll(/^(?:# )?(\w+) =/gm)].map(([, key]) => key),
);
/** Options of other people's commands. */
const foreign = new Set(["locked", "now", "release"]);
const commands = readdirSync(join(ROOT, "crates/cli/src"), { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith(".rs"))
  .map((entry) => read(join(entry.parentPath, entry.name).slice(ROOT.length + 1)))
  .join("\n");

test.each([...pagesIn("docs"), "README.md", "README.zh-CN.md", "MiniProgram/README.md"])(
  "%s names options that there are",
  (page) => {
    const flags = [...read(page).matchAll(/(?<![\w-])--([a-z][a-z-]+)/g)].map(
      ([, flag = ""]) => flag,
    );
    const unknown = flags.filter((flag) => {
      const key = flag.replaceAll("-", "_");
      return !foreign.has(flag) && !options.has(key) && !new RegExp(`\\b${key}\\b`).test(commands);
    });
    expect(unknown).toEqual([]);
  },
);

test.each([
  "deploy/docker/Dockerfile",
  "deploy/docker/compose.yaml",
  "deploy/nginx/callkit.conf",
  "deploy/caddy/Caddyfile",
  "docs/zh/deploy.md",
  "docs/en/deploy.md",
])("%s sets options that there are", (page) => {
  const text = read(page);
  const variables = [...text.matchAll(/CALLKIT_([A-Z_]+)/g)].map(([, name = ""]) =>
    name.toLowerCase(),
  );
  const keys = [...text.matchAll(/^(?:# +)?(\w+) = /gm)].map(([, key = ""]) => key);
  const set = [...variables, ...keys];
  expect(set).not.toEqual([]);
  expect(set.filter((key) => !options.has(key))).toEqual([]);
});

test("the guide names the ports that are the server's own", () => {
  const ports = read("docs/ports.md");
  for (const [, port = ""] of read("callkit.example.toml").matchAll(
    /^(?:listen|lan_https_port|media_port|rtmp_listen) = .*?(\d{4})/gm,
  ))
    expect(ports).toContain(port);
});
