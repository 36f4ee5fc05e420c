/**
 * How a browser reaches what the tags address by RTMP: the server gives the same stream as HTTP-FLV, and takes one
 * by a WebSocket at `/demo/push`.
 */
export class MediaServer {
  readonly #origin: string;

  constructor(origin: string) {
    this.#origin = origin;
  }

  /** Where a `live-player` with that `src` finds its stream. Throws where it is no address. */
  playAddress(src: string): string {
    const { protocol, pathname, search } = new URL(src);
    if (!protocol.startsWith("rtmp")) return src;
    return new URL(`${pathname.replace(/\.flv$/, "")}.flv${search}`, this.#origin).href;
  }

  /** Where a `live-pusher` with that `url` sends its media. */
  pushAddress(url: string): string {
    const address = new URL("/demo/push", this.#origin);
    address.protocol = address.protocol.replace("http", "ws");
    return `${address.href}?url=${encodeURIComponent(url)}`;
  }
}
