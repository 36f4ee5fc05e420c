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
  // The browser lays a button of its own over a picture that may go out. Forbidding it again while the picture is out
  // would bring it back.
  const forbid = () => {
    video.disablePictureInPicture = true;
  };
  video.disablePictureInPicture = false;
  video.addEventListener("leavepictureinpicture", forbid, { once: true });
  try {
    await video.requestPictureInPicture();
  } catch (error) {
    video.removeEventListener("leavepictureinpicture", forbid);
    forbid();
    throw error;
  }
}
