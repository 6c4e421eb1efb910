import type { ModelSummary } from "../../core/contracts/api.ts";
import { listBundles } from "./bundle.ts";
import { summaryOf } from "./model-summary.ts";

/**
 * Every sound bundle in the folders, and the one that answers, which may lie elsewhere.
 *
 * @param selected Summary of the bundle that answers, null while it warms up.
 */
export async function listModels(
  folders: readonly string[],
  selected: ModelSummary | null,
): Promise<ModelSummary[]> {
  const listed = await Promise.all(folders.map((folder) => listBundles(folder).catch(() => [])));
  const others = listed
    .flat()
    .flatMap(({ manifest }) => manifest ?? [])
    .filter(({ name }) => name !== selected?.name)
    .map((manifest) =>
      summaryOf(manifest, {
        selected: false,
        ready: false,
        // The cells are those of the geodata, the same for every bundle; unknown until one is open.
        cells: selected?.cells ?? 0,
        resolution: selected?.resolution ?? 0,
      }),
    );
  return [...(selected ? [selected] : []), ...others];
}
