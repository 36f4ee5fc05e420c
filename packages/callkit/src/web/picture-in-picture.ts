/** The picture of one member in a window of the system's, which stays when the page is not looked at. */

/** Whether this browser has such windows. */
export function canLeavePage(): boolean {
  return "pictureInPictureEnabled" in document && document.pictureInPictureEnabled;
}

/** Takes the video out of the page, or back where one is out. */
export async function togglePictureInPicture(video: HTMLVideoElement | undefined): Promise<void> {
  if (document.pictureInPictureElement) {
    await document.exitPictureInPicture();
    return;
  }
  if (!video) return;
  // Set, so that the browser lays no button of its own over the picture.
  video.disablePictureInPicture = false;
  try {
    await video.requestPictureInPicture();
  } finally {
    video.disablePictureInPicture = true;
  }
}
