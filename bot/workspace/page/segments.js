// How many SMS a text becomes. Alphabets: 3GPP TS 23.038 sections 6.2.1 and
// 6.2.1.1; sizes of the parts: 3GPP TS 23.040 section 9.2.3.24.1 (an 8-bit
// reference leaves 153 septets or 67 UTF-16 units in each part).

const BASIC = new Set(
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?" +
  "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà");
const EXTENDED = new Set("\f^{}\\[~]|€");

const SIZES = {
  "GSM-7": { single: 160, part: 153 },
  Unicode: { single: 70, part: 67 },
};

// countSegments returns encoding ("GSM-7" or "Unicode"), units (septets or
// UTF-16 units), segments (0 for an empty text) and left, the units that still
// fit before another segment begins. An escape pair or a surrogate pair is
// never split between two parts.
export function countSegments(text) {
  const chars = [...text];
  const encoding = chars.every((c) => BASIC.has(c) || EXTENDED.has(c)) ? "GSM-7" : "Unicode";
  const widths = chars.map((c) => (encoding === "GSM-7" ? (EXTENDED.has(c) ? 2 : 1) : c.length));
  const units = widths.reduce((sum, w) => sum + w, 0);
  const { single, part } = SIZES[encoding];
  if (units <= single) {
    return { encoding, units, segments: units ? 1 : 0, left: single - units };
  }
  let segments = 1;
  let used = 0;
  for (const width of widths) {
    if (used + width > part) {
      segments++;
      used = 0;
    }
    used += width;
  }
  return { encoding, units, segments, left: part - used };
}
