// Which tones arrive in a page.

/** The loudest frequency of each track, in Hz; 0 for one that is silent. A page runs it, so it stands by itself. */
async function loudestOf(tracks) {
  window.__ear ??= new AudioContext({ sampleRate: 48000 });
  await window.__ear.resume();
  const ears = tracks.map((track) => {
    const analyser = window.__ear.createAnalyser();
    analyser.fftSize = 16384;
    const source = window.__ear.createMediaStreamSource(new MediaStream([track]));
    source.connect(analyser);
    return { analyser, source };
  });
  // One window of the analyser: 341 ms of sound.
  await new Promise((done) => setTimeout(done, 600));
  return ears.map(({ analyser, source }) => {
    const bins = new Float32Array(analyser.frequencyBinCount);
    analyser.getFloatFrequencyData(bins);
    source.disconnect();
    let best = 0;
    for (let i = 1; i < bins.length; i += 1) if (bins[i] > bins[best]) best = i;
    return bins[best] > -60 ? Math.round((best * 48000) / analyser.fftSize) : 0;
  });
}

/**
 * The loudest frequency of each track that `tracksOf` finds in the page, in Hz; 0 for one that is silent.
 *
 * @param {import("playwright-core").Page} page
 * @param {() => MediaStreamTrack[]} tracksOf runs in the page
 * @returns {Promise<number[]>}
 */
export function tonesIn(page, tracksOf) {
  return page.evaluate(`(${loudestOf})((${tracksOf})())`);
}

/** Fails unless each of these tones, and no other, is among those that were heard, and once. */
export function onceEach(heard, hertz) {
  const sounding = heard.filter((tone) => tone > 0);
  const once = hertz.every(
    (tone) => sounding.filter((it) => Math.abs(it - tone) <= 8).length === 1,
  );
  if (!once || sounding.length !== hertz.length) throw new Error(`hears ${sounding.join(", ")} Hz`);
}
