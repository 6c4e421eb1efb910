/** The 97.5 % quantile of the normal distribution: 95 % on both sides. */
export const Z = 1.959963984540054;

const STEPS = 2000;
const LARGE = 400;

/**
 * The 97.5 % quantile of Student's t: how many standard errors an interval of 95 % reaches when the error was itself estimated. With
 * t = sqrt(degrees) tan(angle) the density is proportional to cos(angle)^(degrees - 1), which is summed and inverted; for many degrees
 * by Abramowitz and Stegun 26.7.5.
 *
 * @param degrees degrees of freedom, at least 1, fractions allowed
 */
export function studentT(degrees: number): number {
  if (degrees > LARGE) {
    const [n, z2] = [degrees, Z * Z];
    return Z * (1 + (z2 + 1) / (4 * n) + (5 * z2 * z2 + 16 * z2 + 3) / (96 * n * n));
  }
  const step = Math.PI / 2 / STEPS;
  const below = new Float64Array(STEPS + 1);
  for (let i = 0; i < STEPS; i++) {
    below[i + 1] = below[i]! + Math.cos((i + 0.5) * step) ** (degrees - 1);
  }
  const wanted = 0.95 * below[STEPS]!;
  const i = below.findIndex((sum) => sum > wanted);
  const angle = (i - 1 + (wanted - below[i - 1]!) / (below[i]! - below[i - 1]!)) * step;
  return Math.sqrt(degrees) * Math.tan(angle);
}
