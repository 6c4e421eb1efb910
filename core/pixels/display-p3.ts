// The HEIC decoder gives colours as the file has them; iPhones write Display P3, whose colours look
// pale when read as sRGB. The conversion runs on the resized photo, so it costs next to nothing.

/** Linear Display P3 to linear sRGB, both D65: rows are red, green, blue (CSS Color 4, section 17). */
const P3_TO_SRGB = [
  [1.2249401762805598, -0.22494017628055996, 0],
  [-0.042056954709688163, 1.0420569547096881, 0],
  [-0.019637554590334432, -0.078636045550631889, 1.0982736001409663],
] as const;

const LINEAR = Float64Array.from({ length: 256 }, (_, byte) => toLinear(byte / 255));

/** RGB bytes from Display P3 to sRGB; what sRGB cannot show is clipped. */
export function convertP3ToSrgb(rgb: Uint8Array): Uint8Array {
  const out = new Uint8Array(rgb.length);
  for (let i = 0; i < rgb.length; i += 3) {
    const r = LINEAR[rgb[i]!]!;
    const g = LINEAR[rgb[i + 1]!]!;
    const b = LINEAR[rgb[i + 2]!]!;
    for (let channel = 0; channel < 3; channel++) {
      const [fromR, fromG, fromB] = P3_TO_SRGB[channel]!;
      out[i + channel] = toByte(fromR * r + fromG * g + fromB * b);
    }
  }
  return out;
}

function toLinear(value: number): number {
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}

function toByte(linear: number): number {
  const clipped = Math.min(1, Math.max(0, linear));
  const value = clipped <= 0.0031308 ? clipped * 12.92 : 1.055 * clipped ** (1 / 2.4) - 0.055;
  return Math.round(value * 255);
}
