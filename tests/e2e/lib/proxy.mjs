// A bad network between one client and the server: signalling by TCP, media by UDP.
//
// The client is told to come here instead: by the address of the page for signalling, and by `ports`
// of `Person.open` for the candidates in the server's answers.

import { createSocket } from "node:dgram";
import { connect, createServer } from "node:net";

const HERE = "127.0.0.1";

/** Media on its way through: can be cut, and held to a rate. */
export class UdpProxy {
  cut = false;
  /** Bits per second towards the client; 0 for no limit. */
  downlink = 0;
  #credit = 0;
  #creditAt = Date.now();
  #queue = [];
  #clients = new Map();

  /** In front of the server's port `target`, on a port of its own. */
  static async start(target) {
    const proxy = new UdpProxy();
    proxy.target = target;
    proxy.socket = createSocket("udp4");
    proxy.socket.on("message", (data, from) => proxy.#up(data, from));
    await new Promise((done) => proxy.socket.bind(0, HERE, done));
    proxy.port = proxy.socket.address().port;
    proxy.drain = setInterval(() => proxy.#drain(), 5);
    return proxy;
  }

  #up(data, from) {
    if (this.cut) return;
    const key = `${from.address}:${from.port}`;
    let client = this.#clients.get(key);
    if (!client) {
      client = createSocket("udp4");
      client.on("message", (answer) => this.#down(answer, from));
      this.#clients.set(key, client);
    }
    client.send(data, this.target, HERE);
  }

  #down(data, to) {
    if (this.cut) return;
    if (this.downlink === 0) return this.socket.send(data, to.port, to.address);
    // A queue of 200 ms, as a home router has; what does not fit is lost.
    const queued = this.#queue.reduce((sum, item) => sum + item.data.length * 8, 0);
    if (queued < this.downlink * 0.2) this.#queue.push({ data, to });
  }

  #drain() {
    const now = Date.now();
    this.#credit = Math.min(
      this.#credit + (this.downlink * (now - this.#creditAt)) / 1000,
      this.downlink / 20,
    );
    this.#creditAt = now;
    while (this.#queue.length > 0 && this.#queue[0].data.length * 8 <= this.#credit) {
      const { data, to } = this.#queue.shift();
      this.#credit -= data.length * 8;
      this.socket.send(data, to.port, to.address);
    }
  }

  stop() {
    clearInterval(this.drain);
    this.socket.close();
    for (const client of this.#clients.values()) client.close();
  }
}

/** Signalling on its way through: can be cut so that neither side notices at once. */
export class TcpProxy {
  cut = false;
  #pairs = new Set();

  /** In front of the server's port `target`, on a port of its own. */
  static async start(target) {
    const proxy = new TcpProxy();
    proxy.server = createServer((client) => {
      if (proxy.cut) return client.destroy();
      const upstream = connect(target, HERE);
      const pair = { client, upstream };
      proxy.#pairs.add(pair);
      const end = () => {
        client.destroy();
        upstream.destroy();
        proxy.#pairs.delete(pair);
      };
      client.on("error", end).on("close", end);
      upstream.on("error", end).on("close", end);
      client.on("data", (data) => proxy.cut || upstream.write(data));
      upstream.on("data", (data) => proxy.cut || client.write(data));
    });
    await new Promise((done) => proxy.server.listen(0, HERE, done));
    proxy.port = proxy.server.address().port;
    return proxy;
  }

  /** Ends every connection that was open, as the other side of a dead network finds it. */
  drop() {
    for (const { client, upstream } of this.#pairs) {
      client.destroy();
      upstream.destroy();
    }
  }

  stop() {
    this.drop();
    this.server.close();
  }
}
