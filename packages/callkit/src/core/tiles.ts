import type { Text } from "../locales/index.ts";
import type { Member, Person } from "./engine.ts";
import { ownPicture, type PictureView, peerPicture } from "./pictures.ts";
import type { Session } from "./session.ts";

/** From this loudness on somebody is said to speak. Lower lights up at a keyboard, higher misses a quiet voice. */
export const SPEAKING_LEVEL = 8;

/** One member in the grid of a group call; the name is that of its face. */
export interface TileView extends PictureView {
  /** He has been asked and has not answered: the avatar at 50 %. */
  readonly ringing: boolean;
  /** His microphone is off. */
  readonly muted: boolean;
  /** The ring of who speaks. */
  readonly speaking: boolean;
}

/** The grid of a group call. Where its tiles lie is told by `tilePlaces`. */
export interface GroupView {
  /** Everybody who takes part or is being asked, in a lasting order, this user last. */
  readonly tiles: readonly TileView[];
  /** Whose tile is big, the others being a strip; the small window shows this one alone. */
  readonly big?: string;
}

export function groupView(session: Session, user: Person | undefined): GroupView {
  const others = session.present.map((member) => memberTile(member, session));
  const tiles = user ? [...others, ownTile(user, session)] : others;
  const big = session.floating ? mostWorthSeeing(tiles, session) : session.bigTile;
  return { tiles, ...(big !== undefined && { big }) };
}

function memberTile(member: Member, session: Session): TileView {
  const ringing = member.phase === "ringing";
  const joined = member.phase === "joined";
  const away = joined && (member.away || session.silent);
  const picture = peerPicture(member, {
    arrived: session.hasFrames(member.userId),
    silent: away,
  });
  const video = session.media === "video" && joined;
  const { caption: _, ...bare } = picture;
  const caption = captionOf(ringing, away);
  return {
    ...bare,
    show: video ? picture.show : "avatar",
    expected: video && picture.expected,
    blurred: video && picture.blurred,
    ringing,
    muted: joined && !member.microphone,
    speaking: joined && member.microphone && !away && member.level >= SPEAKING_LEVEL,
    ...(caption && { caption }),
  };
}

function captionOf(ringing: boolean, away: boolean): Text | undefined {
  if (ringing) return { key: "tileRinging" };
  return away ? { key: "reconnecting" } : undefined;
}

function ownTile(user: Person, session: Session): TileView {
  const { self } = session.call;
  const { camera, microphone } = session.buttons;
  const video = session.media === "video";
  const picture = ownPicture(user, {
    on: video && camera,
    front: self.frontCamera,
    arrived: session.hasFrames(user.userId),
  });
  return {
    ...picture,
    ringing: false,
    muted: !microphone,
    speaking: microphone && self.level >= SPEAKING_LEVEL,
  };
}

/** Who is shown in the small window: the one who was made big, else who speaks, else the first with a picture. */
function mostWorthSeeing(tiles: readonly TileView[], session: Session): string | undefined {
  const others = tiles.filter((tile) => !tile.own && !tile.ringing);
  const chosen =
    tiles.find((tile) => tile.face.userId === session.bigTile) ??
    others.find((tile) => tile.face.userId === session.lastSpeaker) ??
    others.find((tile) => tile.expected) ??
    others[0] ??
    tiles[0];
  return chosen?.face.userId;
}
