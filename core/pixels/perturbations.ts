/** What is changed of a picture. */
export interface PictureChange {
  readonly jpegQuality?: number;
  /** Of each side, around the middle, that is left. */
  readonly share?: number;
  /** Standard deviation of a Gaussian, of the longer side. */
  readonly blurShare?: number;
  readonly isGrey?: boolean;
  readonly isMirrored?: boolean;
}

/** What becomes of photos on their way: saved again, cut, out of focus, without colour, turned over. One figure each, so that runs compare. */
export const PERTURBATIONS = {
  jpeg: { words: "saved as JPEG of quality 20", change: { jpegQuality: 20 } },
  crop: { words: "cut to the middle 70 % of each side", change: { share: 0.7 } },
  blur: { words: "blurred by a Gaussian of 1 % of the longer side", change: { blurShare: 0.01 } },
  grey: { words: "without colour", change: { isGrey: true } },
  mirror: { words: "left and right exchanged", change: { isMirrored: true } },
} as const satisfies Readonly<
  Record<string, { readonly words: string; readonly change: PictureChange }>
>;

export type Perturbation = keyof typeof PERTURBATIONS;

export const PERTURBATION_NAMES = Object.keys(PERTURBATIONS) as readonly Perturbation[];

/** Names separated by commas, or `all`, in the order of the table. Throws a message for people. */
export function readPerturbations(text: string): Perturbation[] {
  const wanted = text.split(",").map((name) => name.trim());
  if (wanted.length === 1 && wanted[0] === "all") return [...PERTURBATION_NAMES];
  const unknown = wanted.find((name) => !PERTURBATION_NAMES.some((known) => known === name));
  if (unknown !== undefined) {
    throw new Error(
      `expected some of ${PERTURBATION_NAMES.join(", ")}, or all; got ${JSON.stringify(unknown)}`,
    );
  }
  return PERTURBATION_NAMES.filter((name) => wanted.includes(name));
}
