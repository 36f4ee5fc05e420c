/** The built console and the pretended API on a port, for pictures and for a look by hand. */

import { createReadStream, existsSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join } from "node:path";
import type { OverviewView } from "../../src/api.ts";
import { FakeServer } from "./server.ts";

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
};
/** Stricter than the server's own: nothing inline at all. */
const POLICY =
  "default-src 'self'; img-src 'self' data:; style-src 'self'; script-src 'self'; object-src 'none'";

export async function serve(dist: string): Promise<{
  readonly url: string;
  readonly fake: FakeServer;
  readonly close: () => void;
}> {
  const fake = new FakeServer();
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    fake,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const address = new URL(request.url ?? "/", url);
    if (address.pathname.startsWith("/console/api/")) {
      let text = "";
      for await (const chunk of request) text += chunk;
      const stream = address.pathname.endsWith("/stream");
      const { status, body } = fake.handle(
        request.method ?? "GET",
        address,
        text === "" ? {} : JSON.parse(text),
      );
      if (stream && status === 200) {
        response.writeHead(200, { "content-type": "text/event-stream" });
        for (const state of lately(body)) {
          response.write(`event: state\ndata: ${JSON.stringify(state)}\n\n`);
        }
        return;
      }
      response.writeHead(status, { "content-type": "application/json" });
      response.end(body === undefined ? "" : JSON.stringify(body));
      return;
    }
    const path = address.pathname.startsWith("/console/")
      ? join(dist, "site", address.pathname.slice("/console/".length))
      : join(dist, "public", address.pathname);
    const file = address.pathname.endsWith("/") ? join(path, "index.html") : path;
    if (!existsSync(file)) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, {
      "content-type": TYPES[extname(file)] ?? "application/octet-stream",
      "content-security-policy": POLICY,
    });
    createReadStream(file).pipe(response);
  }
}

/** The two minutes before, so that curves have something to show. */
function lately(body: unknown): unknown[] {
  if (typeof body !== "object" || body === null || !("egress_kbps" in body)) return [body];
  const { egress_kbps, ingress_kbps, users_online, calls_connected } = body as OverviewView;
  const before = Array.from({ length: 119 }, (_, second) => {
    const swing =
      1 + 0.12 * Math.sin(second / 9) + 0.05 * Math.sin(second / 2.3) - (118 - second) / 400;
    return {
      ...body,
      egress_kbps: Math.round(egress_kbps * swing),
      ingress_kbps: Math.round(ingress_kbps * swing),
      users_online: Math.max(0, users_online - Math.round((118 - second) / 6)),
      calls_connected: Math.round(calls_connected * (swing - 0.1)),
    };
  });
  return [...before, body];
}
