/** Serves a mini program to a browser on this machine. */

import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { extname } from "node:path";
import { type BuildOptions, build, type Program } from "../build/program.ts";
import type { PhoneSettings } from "../shared/settings.ts";
import { phoneHtml, phonesHtml, phonesJs, settingsJs } from "./page.ts";
import { type ProxyOptions, proxy } from "./proxy.ts";

export interface ServeOptions extends BuildOptions, ProxyOptions {
  /** 0: any that is free. */
  port?: number;
  host?: string;
  /** Script files that run before the mini program, such as a media driver. */
  inject?: readonly string[];
  /** The phone where the one who opens the page brings none. */
  phone?: PhoneSettings;
  /** `each-load`: built anew whenever the page is loaded. */
  rebuild?: "never" | "each-load";
}

export interface Served {
  /** Ends in a slash; `#/pages/index/index?a=1` behind it opens that page. */
  readonly url: string;
  readonly program: Program;
  close(): Promise<void>;
}

const TYPES: Record<string, string> = {
  ".png": "image/png",
  ".jpg": "image/jpeg",
  ".jpeg": "image/jpeg",
  ".gif": "image/gif",
  ".svg": "image/svg+xml",
  ".webp": "image/webp",
  ".mp3": "audio/mpeg",
  ".wav": "audio/wav",
  ".m4a": "audio/mp4",
  ".aac": "audio/aac",
  ".ttf": "font/ttf",
  ".woff2": "font/woff2",
};

/** Builds the mini program in that folder and serves it. */
export async function serve(root: string, options: ServeOptions = {}): Promise<Served> {
  const { port = 0, host = "127.0.0.1" } = options;
  const state = { program: await build(root, options) };
  const server = createServer((request, response) => {
    answer(root, options, state, request, response).catch((error: unknown) => {
      if (response.headersSent) response.destroy();
      else response.writeHead(500).end(error instanceof Error ? error.message : String(error));
    });
  });
  await new Promise<void>((done, failed) => {
    server.once("error", failed).listen(port, host, done);
  });
  return {
    url: `http://${host}:${(server.address() as AddressInfo).port}/`,
    get program() {
      return state.program;
    },
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

async function answer(
  root: string,
  options: ServeOptions,
  state: { program: Program },
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { inject = [], phone } = options;
  const { pathname, searchParams } = new URL(request.url ?? "/", "http://localhost");
  const send = (type: string, body: string | Buffer) =>
    void response
      .writeHead(200, { "content-type": `${type};charset=utf-8`, "cache-control": "no-store" })
      .end(body);
  switch (pathname) {
    case "/phones.html":
      return send("text/html", phonesHtml({ title: titleOf(state.program) }));
    case "/phones.js":
      return send("text/javascript", phonesJs("./"));
    case "/settings.js":
      return send("text/javascript", settingsJs(phone));
    case "/": {
      if (options.rebuild === "each-load") state.program = await build(root, options);
      const title = titleOf(state.program);
      return send("text/html", phoneHtml({ title, injected: inject.length }));
    }
    case "/app.js":
      return send("text/javascript", state.program.appJs);
    case "/runtime.js":
      return send("text/javascript", state.program.runtimeJs);
    case "/app.css":
      return send("text/css", state.program.appCss);
    case "/base.css":
      return send("text/css", state.program.runtimeCss);
    case "/__mp/proxy": {
      const target = searchParams.get("url") ?? "";
      if (URL.canParse(target)) return proxy(new URL(target), request, response, options);
      break;
    }
  }
  const injected = inject[Number(/^\/inject\/(\d+)\.js$/.exec(pathname)?.[1])];
  if (injected) return send("text/javascript", await readFile(injected));
  const file = pathname.startsWith("/mp/")
    ? state.program.files.real(decodeURIComponent(pathname.slice("/mp/".length)))
    : null;
  if (file === null) {
    response.writeHead(404).end(`not found: ${pathname}`);
    return;
  }
  const type = TYPES[extname(file).toLowerCase()] ?? "application/octet-stream";
  createReadStream(file)
    .on("error", () => response.destroy())
    .pipe(response.writeHead(200, { "content-type": type }));
}

function titleOf({ config }: Program): string {
  return config.app.window?.navigationBarTitleText ?? "";
}
