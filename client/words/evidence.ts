/** What speaks for an answer, as the document names it, in words for people. */
export function evidenceTitle(name: string): string {
  const [kind, ...rest] = name.split(" ");
  const of = rest.join(" ");
  switch (kind) {
    case "photo":
      return "What the photo looks like";
    case "hints":
      return "Your hints";
    case "reason":
      return "What a multimodal model says";
    case "head":
      return `Its ${of.replaceAll("_", " ")}, as the model sees it`;
    case "bundle":
      return `A second model, ${of}`;
  }
  return name;
}

/** Bits to a tenth; what moved nothing is said to have. */
export function formatBits(bits: number): string {
  if (bits < 0.05) return "next to nothing";
  const tenths = bits.toFixed(1);
  return `${tenths}\u00a0${tenths === "1.0" ? "bit" : "bits"}`;
}
