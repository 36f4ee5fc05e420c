/**
 * Tells when a video element shows the next frame of what it plays: once, or never if the returned function is
 * called before. A frame from before the camera was off does not count, which is why `readyState` is no help.
 */
export function onNextFrame(video: HTMLVideoElement, callback: () => void): () => void {
  if ("requestVideoFrameCallback" in video) {
    const handle = video.requestVideoFrameCallback(callback);
    return () => video.cancelVideoFrameCallback(handle);
  }
  const element = video as HTMLVideoElement;
  const check = () => {
    if (element.videoWidth === 0) return;
    element.removeEventListener("timeupdate", check);
    callback();
  };
  element.addEventListener("timeupdate", check);
  return () => element.removeEventListener("timeupdate", check);
}
