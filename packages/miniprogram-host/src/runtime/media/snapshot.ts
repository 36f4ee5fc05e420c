import { ApiFailure } from "../wx/failure.ts";

/** The picture that a tag shows, as a file that `<image>` can show. */
export async function snapshot(
  video: HTMLVideoElement,
): Promise<{ tempImagePath: string; width: number; height: number }> {
  const { videoWidth: width, videoHeight: height } = video;
  if (width === 0) throw new ApiFailure("there is no picture");
  const canvas = new OffscreenCanvas(width, height);
  canvas.getContext("2d")?.drawImage(video, 0, 0);
  const file = await canvas.convertToBlob({ type: "image/jpeg" });
  return { tempImagePath: URL.createObjectURL(file), width, height };
}
