// Arithmetic of charts, pure.

// ticks returns rounded axis values from at or below min to at or above max,
// always with zero among them, ascending, at most about count of them.
export function ticks(min, max, count = 5) {
  const low = Math.min(0, min);
  const high = Math.max(0, max) || (low < 0 ? 0 : 1);
  const step = niceStep((high - low) / Math.max(1, count - 1));
  const values = [];
  const covered = high - step * 1e-9;
  for (let i = Math.floor(low / step); values.length === 0 || values.at(-1) < covered; i++) {
    values.push(Number((i * step).toPrecision(12)));
  }
  return values;
}

function niceStep(raw) {
  const power = 10 ** Math.floor(Math.log10(raw));
  const factor = [1, 2, 2.5, 5, 10].find((f) => f * power >= raw * 0.999) ?? 10;
  return factor * power;
}

// shortNumber is "950", "12.5k" or "3.1M".
export function shortNumber(value) {
  const size = Math.abs(value);
  if (size >= 1e6) return `${trim(value / 1e6)}M`;
  if (size >= 1e4) return `${trim(value / 1e3)}k`;
  return trim(value);
}

function trim(value) {
  return String(Math.round(value * 100) / 100);
}

// slices turns weights into pie angles: {from, to} in turns, starting at 12
// o'clock. Weights that are not positive get no angle.
export function slices(weights) {
  const total = weights.reduce((sum, w) => sum + Math.max(0, w), 0) || 1;
  let at = 0;
  return weights.map((w) => {
    const from = at;
    at += Math.max(0, w) / total;
    return { from, to: at, share: Math.max(0, w) / total };
  });
}
