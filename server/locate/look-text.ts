import { constants, deflateSync, inflateSync } from "node:zlib";
import {
  damagedLook,
  decodeLook,
  encodeLook,
  type KeptLook,
  type LookWorld,
  mostLookBytes,
} from "../../core/locate/kept-look.ts";

/** A look as a text that JSON can hold: compressed, base64url. Some 35 kB. */
export function sealLook(look: KeptLook, world: LookWorld): string {
  // Steps are as good as independent, so there are no repetitions to look for.
  const strategy = constants.Z_HUFFMAN_ONLY;
  return deflateSync(encodeLook(look, world), { strategy }).toString("base64url");
}

/**
 * The look of a text, whoever wrote it: no more memory is taken than the longest look needs.
 *
 * @throws GraticuleError "parameter_invalid" for looks that are damaged, or of another model
 */
export function openLook(text: string, world: LookWorld): KeptLook {
  if (!/^[\w-]+$/.test(text)) throw damagedLook();
  return decodeLook(inflated(Buffer.from(text, "base64url"), mostLookBytes(world)), world);
}

function inflated(bytes: Buffer, maxOutputLength: number): Uint8Array {
  try {
    return inflateSync(bytes, { maxOutputLength });
  } catch {
    throw damagedLook();
  }
}
