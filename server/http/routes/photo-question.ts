import type { Request } from "express";
import { GraticuleError } from "../../../core/contracts/errors.ts";
import type { GivenText } from "../../../core/contracts/parameters.ts";
import type { Slots } from "../../process/slots.ts";
import { queryOf } from "../query.ts";
import { checkReady } from "../ready.ts";
import type { World } from "../route.ts";
import type { Upload } from "../upload.ts";

// What the routes have in common that are asked about a photo: cheap checks first, the body next, a slot last.

export function readQuery(request: Request): GivenText[] {
  return [...queryOf(request)].map(([name, text]) => ({ source: "query", name, text }));
}

export function readFields({ fields }: Pick<Upload, "fields">): GivenText[] {
  return fields.map(([name, text]) => ({ source: "form", name, text }));
}

/** Refuses before the body is read what would be refused after it. */
export function checkOpen({ service, settings, slots }: World, places: Slots = slots): void {
  if (!settings.uploads) {
    throw new GraticuleError(
      "uploads_off",
      "The operator of this service has switched uploads off.",
    );
  }
  checkReady(service);
  if (places.isFull()) throw places.refusal();
}

/**
 * Works on a photo in a slot; one that takes much time or memory waits with its like.
 *
 * @param isPart of work that was let in already
 */
export async function inSlot<T>(
  photo: Uint8Array,
  { service, slots, heavySlots }: World,
  signal: AbortSignal,
  work: () => Promise<T>,
  isPart = false,
): Promise<T> {
  const { isHeavy } = await service.checkPhoto(photo);
  return (isHeavy ? heavySlots : slots).run(work, signal, isPart);
}

export function serverTiming(timingMs: Readonly<Record<string, number>>): string {
  return Object.entries(timingMs)
    .map(([stage, ms]) => `${stage.replace(/[^\w-]/g, "_")};dur=${ms.toFixed(1)}`)
    .join(", ");
}
