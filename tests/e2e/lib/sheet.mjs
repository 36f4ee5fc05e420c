// What the tiles of a group call show, small and side by side: to be looked at, and to be told from nothing.

/** Runs in the page: draws the newest picture of each user's tile. */
function draw({ users, width, height }) {
  const columns = Math.ceil(Math.sqrt(users.length));
  const sheet = document.createElement("canvas");
  sheet.width = columns * width;
  sheet.height = Math.ceil(users.length / columns) * height;
  const brush = sheet.getContext("2d", { willReadFrequently: true });
  const spreads = {};
  for (const [index, user] of users.entries()) {
    const [x, y] = [(index % columns) * width, Math.floor(index / columns) * height];
    const video = window.root.querySelector(`[data-tile="${user}"] video`);
    if (video?.videoWidth) {
      // As the tile shows it: cut to its shape.
      const scale = Math.max(width / video.videoWidth, height / video.videoHeight);
      const [w, h] = [width / scale, height / scale];
      const [left, top] = [(video.videoWidth - w) / 2, (video.videoHeight - h) / 2];
      brush.drawImage(video, left, top, w, h, x, y, width, height);
    }
    const { data } = brush.getImageData(x, y, width, height);
    const greens = Array.from({ length: width * height }, (_, at) => data[at * 4 + 1]);
    const mean = greens.reduce((sum, it) => sum + it, 0) / greens.length;
    const squares = greens.reduce((sum, it) => sum + (it - mean) ** 2, 0);
    spreads[user] = Math.sqrt(squares / greens.length);
  }
  return { png: sheet.toDataURL("image/png").split(",")[1], spreads };
}

/**
 * One picture of all these users' tiles, each 160 by 90, and how much the brightness varies in each: nothing in
 * one that is black or of one colour.
 *
 * @returns {Promise<{png: Buffer, spreads: Record<string, number>}>}
 */
export async function contactSheet(page, users, width = 160, height = 90) {
  const { png, spreads } = await page.evaluate(draw, { users, width, height });
  return { png: Buffer.from(png, "base64"), spreads };
}
