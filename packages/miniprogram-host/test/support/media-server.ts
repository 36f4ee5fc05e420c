/** The media side of a server, as far as a pusher and a player see it: what is pushed can be played. */

import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type WebSocket, WebSocketServer } from "ws";
import { FLV_HEADER, videoTag } from "./flv.ts";

/** A message of a pusher. */
export interface Pushed {
  readonly kind: number;
  readonly ms: number;
  readonly content: Buffer;
}

export interface MediaServerOptions {
  /** What is said to a pusher; `silence` says nothing. */
  answer?: "publishing" | "refused";
}

export class MediaServer {
  /** Addresses that pushers asked for. */
  readonly urls: string[] = [];
  readonly pushed: Pushed[] = [];
  readonly pushers = new Set<WebSocket>();
  answer: "publishing" | "refused";
  /** Whether a player finds a stream. */
  playing = true;
  readonly #server = createServer((request, response) => this.#play(request.url ?? "", response));
  readonly #sockets = new WebSocketServer({ server: this.#server, path: "/demo/push" });
  readonly #players = new Set<{ response: ServerResponse; started: boolean }>();
  #description: Buffer | undefined;

  constructor({ answer = "publishing" }: MediaServerOptions = {}) {
    this.answer = answer;
    this.#sockets.on("connection", (socket, request) => {
      const url = new URL(request.url ?? "", "http://localhost").searchParams.get("url");
      this.urls.push(url ?? "");
      this.pushers.add(socket);
      socket.on("close", () => this.pushers.delete(socket));
      socket.on("message", (message: Buffer) => this.#take(message));
      if (this.answer === "publishing") socket.send(JSON.stringify({ state: "publishing" }));
      else {
        socket.send(JSON.stringify({ state: "refused", reason: "unknown key" }));
        socket.close();
      }
    });
  }

  async start(): Promise<this> {
    await new Promise<void>((done) => this.#server.listen(0, "127.0.0.1", done));
    return this;
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  of(kind: number): Pushed[] {
    return this.pushed.filter((message) => message.kind === kind);
  }

  /** The connections end; new ones are taken. */
  dropPushers(): void {
    for (const socket of this.pushers) socket.terminate();
  }

  dropPlayers(): void {
    for (const { response } of this.#players) response.end();
    this.#players.clear();
  }

  get players(): number {
    return this.#players.size;
  }

  close(): Promise<void> {
    this.dropPushers();
    return new Promise((done) => {
      this.#sockets.close();
      this.#server.close(() => done());
      this.#server.closeAllConnections();
    });
  }

  #take(message: Buffer): void {
    const pushed: Pushed = {
      kind: message.readUInt8(0),
      ms: message.readUInt32BE(1),
      content: message.subarray(5),
    };
    this.pushed.push(pushed);
    if (pushed.kind === 2) this.#description = pushed.content;
    if (pushed.kind !== 3 && pushed.kind !== 4) return;
    const key = pushed.kind === 3;
    for (const player of this.#players) {
      if (key && !player.started && this.#description) {
        player.started = true;
        player.response.write(FLV_HEADER);
        player.response.write(videoTag("description", 0, this.#description));
      }
      if (player.started)
        player.response.write(videoTag(key ? "key" : "delta", pushed.ms, pushed.content));
    }
  }

  #play(path: string, response: ServerResponse): void {
    const headers = { "access-control-allow-origin": "*", "content-type": "video/x-flv" };
    if (!this.playing || !path.startsWith("/live/") || !path.includes(".flv")) {
      response.writeHead(404, headers).end();
      return;
    }
    response.writeHead(200, headers).flushHeaders();
    const player = { response, started: false };
    this.#players.add(player);
    response.on("close", () => this.#players.delete(player));
  }
}
