import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { pagesIn, ROOT, read } from "./markdown.ts";

const options = new Set(
  [...read("callkit.example.toml").matchAll(/^(?:# )?(\w+) =/gm)].map(([, key]) => key),
);
/** Options of other people's commands. */
const foreign = new Set(["release"]);
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

test("the guide names the ports that are the server's own", () => {
  const ports = read("docs/ports.md");
  for (const [, port = ""] of read("callkit.example.toml").matchAll(
    /^(?:listen|lan_https_port|media_port|rtmp_listen) = .*?(\d{4})/gm,
  ))
    expect(ports).toContain(port);
});
