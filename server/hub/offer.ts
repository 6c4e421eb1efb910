import { type CatalogueModel, chooseVariant, type Machine } from "./catalogue.ts";

/** The bundle that comes with the program and knows little. */
const PREVIEW = "preview";

/**
 * What is said at the start while the small bundle answers: a better model, what it costs, how to get it. Null when another one answers, or
 * where none of the catalogue fits the machine.
 *
 * @param bundle the one that answers
 */
export function offerBetterModel(
  bundle: string,
  catalogue: readonly CatalogueModel[],
  machine: Machine,
): string | null {
  const [better] = catalogue;
  if (bundle !== PREVIEW || !better) return null;
  const { variant } = chooseVariant(better, null, machine);
  const { megabytes, minMemoryGb, minCores, name } = variant;
  const fits = minMemoryGb !== null && minMemoryGb <= machine.memoryGb && minCores <= machine.cores;
  if (!fits || megabytes === null) return null;
  const memory = minMemoryGb > 0 ? ` and ${minMemoryGb} GB of memory` : "";
  return `The small preview model answers. ${better.bundle.name} (${name}) fits this machine: ${megabytes} MB to download${memory}, licence ${better.bundle.licence}. Install it with \`graticule models pull ${better.bundle.name}\`, or let the page do it: GRATICULE_MODEL_DOWNLOADS=on.`;
}
