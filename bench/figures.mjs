// Small sums.

/** Median and 90th percentile, in whole units. */
export function spread(values, unit) {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share) =>
    Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]);
  return `median ${at(0.5)} ${unit}, p90 ${at(0.9)} ${unit} (${sorted.length})`;
}
