import type { References } from "../../core/retrieval/references.ts";
import type { Bundle } from "../model/bundle.ts";
import { encoderName } from "./encoder-name.ts";
import { openIndex } from "./index-file.ts";

/**
 * An index for the photos that a bundle sees.
 *
 * @throws GraticuleError "index_invalid" for files that are damaged or hold another encoder's vectors
 */
export async function openReferences(file: string, bundle: Bundle): Promise<References> {
  const { header, search } = await openIndex(file, encoderName(bundle));
  const { licence, origin, sha256 } = header;
  return { licence, origin, sha256, search };
}
