/** A picture that was away is taken for there after this long; tags tell of a first frame only once. */
const OWN_MS = 800;
const THEIRS_MS = 2500;
/** An open camera shows a picture by then. Lower shows black, higher a face where there is a picture. */
const OPENED_MS = 250;
/** Less than this many kbit/s is the black picture that the server sends in the place of one. */
const REAL_KBPS = 30;

/** What the tags say when a picture is on the screen. */
const PUSHER_PICTURE = 1007;
/** live-pusher has opened the camera, and is black for as long as its first picture takes. */
const CAMERA_OPEN = 1003;
const PLAYER_PICTURE = new Set([2003, 2004, 2009]);
/** The resolution changed: the black picture has given way to a real one, or the other way round. */
const RESOLUTION = 2009;
/** The player has given up. */
const PLAYER_LOST = -2301;

interface Watched {
  readonly own: boolean;
  /** It was never off, so that a first frame is a real one. */
  fresh: boolean;
  expected: boolean;
  arrived: boolean;
  /** The tag has shown something before, so that its first frame is no news. */
  ran: boolean;
  timer?: ReturnType<typeof setTimeout> | undefined;
}

/**
 * When pictures are there, from what live-pusher and live-player report. A first frame is reported once for each
 * connection; a camera that is switched off and on again has to be guessed from resolution and bit rate.
 */
export class Arrivals {
  readonly #watched = new Map<string, Watched>();
  readonly #tell: (userId: string, arrived: boolean) => void;

  constructor(tell: (userId: string, arrived: boolean) => void) {
    this.#tell = tell;
  }

  /** Whether a picture of this user should come. */
  expect(userId: string, own: boolean, expected: boolean): void {
    const watched = this.#of(userId, own);
    if (!expected) watched.fresh = false;
    if (watched.expected === expected) return;
    watched.expected = expected;
    clearTimeout(watched.timer);
    watched.timer = undefined;
    if (!expected) this.#set(userId, watched, false);
    else if (watched.fresh && watched.ran) this.#set(userId, watched, true);
    else if (own || watched.ran) {
      watched.timer = setTimeout(
        () => this.#set(userId, watched, watched.ran),
        own ? OWN_MS : THEIRS_MS,
      );
    }
  }

  /** live-pusher's `statechange`. */
  pusher(userId: string, code: number): void {
    if (code === PUSHER_PICTURE) this.previewing(userId);
    if (code !== CAMERA_OPEN) return;
    const watched = this.#of(userId, true);
    watched.ran = true;
    if (watched.arrived) return;
    clearTimeout(watched.timer);
    watched.timer = setTimeout(() => {
      if (watched.expected) this.#set(userId, watched, true);
    }, OPENED_MS);
  }

  /** The camera shows its picture to its owner. */
  previewing(userId: string): void {
    const watched = this.#of(userId, true);
    watched.ran = true;
    if (watched.expected) this.#set(userId, watched, true);
  }

  /** live-player's `statechange`. */
  player(userId: string, code: number): void {
    const watched = this.#of(userId, false);
    if (code === PLAYER_LOST) {
      watched.ran = false;
      this.#set(userId, watched, false);
      return;
    }
    if (!PLAYER_PICTURE.has(code)) return;
    const news = code === RESOLUTION || !watched.ran || watched.timer === undefined;
    watched.ran = true;
    if (watched.expected && news) this.#set(userId, watched, true);
  }

  /** live-player's `netstatus`. */
  playerRate(userId: string, videoKbps: number): void {
    const watched = this.#watched.get(userId);
    if (watched?.expected && videoKbps >= REAL_KBPS) {
      watched.ran = true;
      this.#set(userId, watched, true);
    }
  }

  /** The call is over. */
  forget(): void {
    for (const { timer } of this.#watched.values()) clearTimeout(timer);
    this.#watched.clear();
  }

  #of(userId: string, own: boolean): Watched {
    const known = this.#watched.get(userId);
    if (known) return known;
    const watched: Watched = { own, fresh: true, expected: false, arrived: false, ran: false };
    this.#watched.set(userId, watched);
    return watched;
  }

  #set(userId: string, watched: Watched, arrived: boolean): void {
    if (arrived) {
      clearTimeout(watched.timer);
      watched.timer = undefined;
    }
    if (watched.arrived === arrived) return;
    watched.arrived = arrived;
    this.#tell(userId, arrived);
  }
}
