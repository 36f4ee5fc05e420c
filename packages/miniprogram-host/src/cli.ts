/** `callkit-mini`: serves a mini program to a browser, or writes it as files. */

import { readFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import type { Overlay } from "./build/files.ts";
import { serve } from "./serve/server.ts";
import { writeStatic } from "./serve/static.ts";
import type { DomainList } from "./shared/domains.ts";
import { PROFILE_NAMES, profileNamed } from "./shared/profiles.ts";
import { languageNamed, type PhoneSettings } from "./shared/settings.ts";

const USAGE = `usage: callkit-mini serve DIR [--listen 127.0.0.1:8081] [--watch] [PHONE]
       callkit-mini build DIR --out OUT [PHONE]

PHONE: --profile ${PROFILE_NAMES.join("|")}   its screen
       --lang zh-CN|en|ja                  its language
       --strict --domains FILE             only these addresses, {"request":[],"socket":[],"live":[]}
       --media-server URL                  where the streams of rtmp: addresses are
       --overlay PREFIX=DIR                files of DIR before those of that folder
`;

const OPTIONS = {
  domains: { type: "string" },
  lang: { type: "string" },
  listen: { type: "string", default: "127.0.0.1:8081" },
  "media-server": { type: "string" },
  out: { type: "string" },
  overlay: { type: "string", multiple: true, default: [] as string[] },
  profile: { type: "string" },
  strict: { type: "boolean", default: false },
  watch: { type: "boolean", default: false },
} as const;

type Values = ReturnType<typeof parse>["values"];

/** Runs the command; the exit status comes back, where the command ends. */
export async function main(args: readonly string[]): Promise<number> {
  try {
    const { values, positionals } = parse(args);
    const [command, dir, ...more] = positionals;
    if (!dir || more.length > 0) throw new UsageError("one DIR is needed");
    if (command === "serve") await serveCommand(dir, values);
    else if (command === "build") await buildCommand(dir, values);
    else throw new UsageError(`there is no command ${command}`);
    return 0;
  } catch (error) {
    const isUsage = error instanceof UsageError || isParseError(error);
    process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
    if (isUsage) process.stderr.write(USAGE);
    return isUsage ? 2 : 1;
  }
}

class UsageError extends Error {}

function parse(args: readonly string[]) {
  return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
}

async function serveCommand(dir: string, values: Values): Promise<void> {
  const [, host, port] = /^(.*):(\d+)$/.exec(values.listen) ?? [];
  if (!host || !port) throw new UsageError(`--listen takes HOST:PORT, not ${values.listen}`);
  const { url, program } = await serve(dir, {
    host,
    port: Number(port),
    phone: await phoneOf(values),
    overlays: values.overlay.map(overlayOf),
    rebuild: values.watch ? "each-load" : "never",
  });
  warn(program.warnings);
  process.stdout.write(`one phone:  ${url}\ntwo phones: ${url}phones.html\n`);
}

async function buildCommand(dir: string, values: Values): Promise<void> {
  if (!values.out) throw new UsageError("--out is needed");
  const { warnings } = await writeStatic(dir, values.out, {
    phone: await phoneOf(values),
    overlays: values.overlay.map(overlayOf),
  });
  warn(warnings);
}

async function phoneOf(values: Values): Promise<PhoneSettings> {
  const { profile, lang, domains, strict, "media-server": mediaServer } = values;
  if (strict !== (domains !== undefined))
    throw new UsageError("--strict and --domains go together");
  return {
    ...(profile && { device: profileNamed(profile) }),
    ...(lang && { language: languageNamed(lang) }),
    ...(domains && { domains: JSON.parse(await readFile(domains, "utf8")) as DomainList }),
    ...(mediaServer && { mediaServer }),
  };
}

function overlayOf(text: string): Overlay {
  const [prefix = "", ...dir] = text.split("=");
  if (dir.length === 0) throw new UsageError(`--overlay takes PREFIX=DIR, not ${text}`);
  return { prefix, dir: dir.join("="), how: "over" };
}

function warn(warnings: readonly string[]): void {
  for (const warning of warnings) process.stderr.write(`warning: ${warning}\n`);
}

/** What `parseArgs` throws. */
function isParseError(error: unknown): boolean {
  return error instanceof Error && "code" in error && /^ERR_PARSE_ARGS/.test(String(error.code));
}
