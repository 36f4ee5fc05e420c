/** Pictures of nobody, drawn on a canvas: a bright one and a dark one, so that texts are seen on both. */

export interface Look {
  readonly sky: readonly [string, string];
  readonly skin: string;
  readonly hair: string;
  readonly shirt: string;
}

export const BRIGHT: Look = {
  sky: ["#fdf6e3", "#e8eef5"],
  skin: "#e8b893",
  hair: "#4a3326",
  shirt: "#f4f4f2",
};
export const DARK: Look = {
  sky: ["#2b3a4a", "#10151c"],
  skin: "#c98f66",
  hair: "#1d1511",
  shirt: "#7a2f3a",
};

/** As bright as a face before a window. */
export const WINDOW: Look = {
  sky: ["#ffffff", "#e4f1ff"],
  skin: "#f0c9a8",
  hair: "#a8763e",
  shirt: "#cfe3d4",
};

export function portrait(look: Look, width: number, height: number): HTMLCanvasElement {
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  const pen = canvas.getContext("2d");
  if (!pen) throw new Error("a canvas draws");
  const sky = pen.createLinearGradient(0, 0, 0, height);
  sky.addColorStop(0, look.sky[0]);
  sky.addColorStop(1, look.sky[1]);
  pen.fillStyle = sky;
  pen.fillRect(0, 0, width, height);
  const middle = width / 2;
  const unit = Math.min(width, height) / 10;
  const eyes = height * 0.42;
  blob(pen, look.shirt, middle, eyes + unit * 6.2, unit * 4.4, unit * 3.6);
  pen.fillStyle = look.skin;
  pen.fillRect(middle - unit * 0.8, eyes + unit, unit * 1.6, unit * 2.4);
  blob(pen, look.hair, middle, eyes - unit * 0.5, unit * 2.3, unit * 2.6);
  blob(pen, look.skin, middle, eyes + unit * 0.2, unit * 1.8, unit * 2.2);
  blob(pen, "#221a16", middle - unit * 0.7, eyes, unit * 0.2, unit * 0.2);
  blob(pen, "#221a16", middle + unit * 0.7, eyes, unit * 0.2, unit * 0.2);
  pen.strokeStyle = "#8a4a3c";
  pen.lineWidth = unit * 0.15;
  pen.beginPath();
  pen.arc(middle, eyes + unit * 0.9, unit * 0.6, 0.2, Math.PI - 0.2);
  pen.stroke();
  return canvas;
}

function blob(
  pen: CanvasRenderingContext2D,
  colour: string,
  x: number,
  y: number,
  rx: number,
  ry: number,
): void {
  pen.fillStyle = colour;
  pen.beginPath();
  pen.ellipse(x, y, rx, ry, 0, 0, 2 * Math.PI);
  pen.fill();
}

/** A stream that shows the canvas; a frame is only sent when something was drawn, so it is drawn again and again. */
export function streamOf(canvas: HTMLCanvasElement): MediaStream {
  const pen = canvas.getContext("2d");
  setInterval(() => pen?.fillRect(0, 0, 1, 1), 100);
  return canvas.captureStream(10);
}
