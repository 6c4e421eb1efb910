import { GraticuleError } from "../../core/contracts/errors.ts";
import type { Service } from "./service.ts";

/** Throws `not_ready`, with the reason, while predictions are not answered. */
export function checkReady({ readiness }: Pick<Service, "readiness">): void {
  const found = readiness();
  if (found.state === "ready") return;
  const detail = "detail" in found ? found.detail : "The service is about to stop.";
  throw new GraticuleError("not_ready", detail);
}
