// Which tones arrive in a page.

/** Each track's ID and its loudest frequency, in Hz; 0 for a silent one. A page runs it, so it stands by itself. */
async function loudestOf(tracks) {
  window.__ear ??= new AudioContext({ sampleRate: 48000 });
  await window.__ear.resume();
  const ears = tracks.map((track) => {
    const analyser = window.__ear.createAnalyser();
    analyser.fftSize = 16384;
    const source = window.__ear.createMediaStreamSource(new MediaStream([track]));
    source.connect(analyser);
    return { id: track.id, analyser, source };
  });
  // One window of the analyser: 341 ms of sound.
  await new Promise((done) => setTimeout(done, 600));
  return ears.map(({ id, analyser, source }) => {
    const bins = new Float32Array(analyser.frequencyBinCount);
    analyser.getFloatFrequencyData(bins);
    source.disconnect();
    let best = 0;
    for (let i = 1; i < bins.length; i += 1) if (bins[i] > bins[best]) best = i;
    return [id, bins[best] > -60 ? Math.round((best * 48000) / analyser.fftSize) : 0];
  });
}

/**
 * Each track that `tracksOf` finds in the page, by its ID, and its loudest frequency, in Hz; 0 for a silent one.
 *
 * @param {import("playwright-core").Page} page
 * @param {() => MediaStreamTrack[]} tracksOf runs in the page
 * @returns {Promise<[string, number][]>}
 */
export function voicesIn(page, tracksOf) {
  return page.evaluate(`(${loudestOf})((${tracksOf})())`);
}

/** The same without the IDs. */
export async function tonesIn(page, tracksOf) {
  return (await voicesIn(page, tracksOf)).map(([, tone]) => tone);
}

/** Fails unless each of these tones, and no other, is among those that were heard, and once. */
export function onceEach(heard, hertz) {
  const once = hertz.every((tone) => heard.filter((it) => Math.abs(it - tone) <= 8).length === 1);
  if (!once || heard.length !== hertz.length) throw new Error(`hears ${heard.join(", ")} Hz`);
}
