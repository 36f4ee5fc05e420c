/** Phones whose geometry differs in what a mini program can notice. All lengths in CSS pixels, portrait. */

export interface DeviceProfile {
  readonly name: string;
  readonly os: "ios" | "android";
  readonly width: number;
  readonly height: number;
  readonly pixelRatio: number;
  /** Height of the status bar, the upper safe-area inset. */
  readonly statusBar: number;
  /** Height kept free for the home indicator, the lower safe-area inset. */
  readonly home: number;
  readonly brand: string;
  readonly model: string;
  readonly system: string;
}

export interface Rect {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  readonly width: number;
  readonly height: number;
}

const IOS = { os: "ios", brand: "iPhone", system: "iOS 17.5" } as const;

export const PROFILES = {
  /** The smallest screen, no notch. */
  small: {
    ...IOS,
    name: "small",
    model: "iPhone SE",
    width: 320,
    height: 568,
    pixelRatio: 2,
    statusBar: 20,
    home: 0,
  },
  /** The usual one, with a notch. */
  notch: {
    ...IOS,
    name: "notch",
    model: "iPhone X",
    width: 375,
    height: 812,
    pixelRatio: 3,
    statusBar: 44,
    home: 34,
  },
  /** A large one with a camera island. */
  large: {
    ...IOS,
    name: "large",
    model: "iPhone 15 Pro Max",
    width: 430,
    height: 932,
    pixelRatio: 3,
    statusBar: 59,
    home: 34,
  },
  android: {
    name: "android",
    os: "android",
    brand: "android",
    model: "Android phone",
    system: "Android 13",
    width: 360,
    height: 800,
    pixelRatio: 3,
    statusBar: 24,
    home: 0,
  },
} as const satisfies Record<string, DeviceProfile>;

export type ProfileName = keyof typeof PROFILES;

export const PROFILE_NAMES = Object.keys(PROFILES) as readonly ProfileName[];

export const DEFAULT_PROFILE: DeviceProfile = PROFILES.notch;

/** The profile of that name; the error names those there are. */
export function profileNamed(name: string): DeviceProfile {
  const known = PROFILE_NAMES.find((candidate) => candidate === name);
  if (known) return PROFILES[known];
  throw new Error(`no device profile "${name}"; there are ${PROFILE_NAMES.join(", ")}`);
}

const CAPSULE = { width: 87, height: 32, fromRight: 7 };

/** Where the client draws the capsule (`wx.getMenuButtonBoundingClientRect`) on a screen of that width. */
export function capsuleRect(device: DeviceProfile, screenWidth: number): Rect {
  const top = device.statusBar + capsuleGap(device);
  const right = screenWidth - CAPSULE.fromRight;
  return {
    left: right - CAPSULE.width,
    top,
    right,
    bottom: top + CAPSULE.height,
    width: CAPSULE.width,
    height: CAPSULE.height,
  };
}

/** Height of the client's own navigation bar below the status bar. */
export function navigationBarHeight({ os }: DeviceProfile): number {
  return os === "ios" ? 44 : 48;
}

/** What `safeArea` says on a screen of that size. */
export function safeArea(device: DeviceProfile, width: number, height: number): Rect {
  const top = device.statusBar;
  const bottom = height - device.home;
  return { left: 0, top, right: width, bottom, width, height: bottom - top };
}

/** Between status bar and capsule. On iOS the capsule stands a little above the middle of its bar. */
function capsuleGap({ os }: DeviceProfile): number {
  return os === "ios" ? 4 : 8;
}
