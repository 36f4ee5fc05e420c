import type { QualitySeries } from "../api.ts";

/** What was measured until the log was read, and what has been since. */
export function mergeQuality(
  log: readonly QualitySeries[],
  live: readonly QualitySeries[],
): QualitySeries[] {
  const merged = log.map((series) => ({ ...series, samples: [...series.samples] }));
  for (const series of live) {
    const known = merged.find(
      ({ user_id, device_id }) => user_id === series.user_id && device_id === series.device_id,
    );
    if (!known) {
      merged.push({ ...series, samples: [...series.samples] });
      continue;
    }
    const last = known.samples.at(-1)?.at ?? 0;
    known.samples.push(...series.samples.filter(({ at }) => at > last));
  }
  return merged;
}
