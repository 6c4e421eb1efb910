import { relative, resolve } from "node:path";
import { ENSEMBLE_FORMAT, type Ensemble, EnsembleSchema } from "../../core/contracts/ensemble.ts";
import { EVIDENCE } from "../../core/locate/evidence.ts";
import type { Fitted } from "./fit.ts";

/** The ensemble that the service loads; members are named relative to its folder. */
export function toEnsemble(
  fitted: Fitted,
  name: string,
  folder: string,
  set: { readonly name: string; readonly fingerprint: string },
): Ensemble {
  const { base, others, weights, neighbours } = fitted;
  const place = (of: string) => relative(resolve(folder), of) || ".";
  const { manifest } = base;
  const digits = (value: number) => Number(value.toPrecision(6));
  const fit = {
    set: set.name,
    fingerprint: set.fingerprint,
    photos: fitted.photos,
    clusters: fitted.clusters,
    folds: fitted.folds,
    objective: "mean log probability of the true land cell; weights at least 0",
    rows: fitted.rows,
  };
  return EnsembleSchema.parse({
    format: ENSEMBLE_FORMAT,
    name,
    version: `${manifest.version}-fit-${set.fingerprint.slice(0, 8)}`,
    summary: `Product of experts on ${manifest.name} ${manifest.version}: ${fitted.members.join(", ")}; weights fitted on ${fitted.photos} photos of ${set.name}.`,
    base: { folder: place(base.folder), name: manifest.name, version: manifest.version },
    weights: {
      scores: weights[EVIDENCE.photo],
      prior: weights.prior,
      attributes: Object.fromEntries(
        Object.entries(fitted.shares).map(([head, shares]) => [
          head,
          { weight: weights[EVIDENCE.head(head)], shares },
        ]),
      ),
      bundles: others.map(({ manifest: other, folder: at }) => ({
        folder: place(at),
        name: other.name,
        version: other.version,
        scores: weights[EVIDENCE.bundle(other.name)],
      })),
      ...(neighbours && {
        neighbours: {
          file: place(neighbours.file),
          sha256: neighbours.sha256,
          weight: weights[EVIDENCE.neighbours],
        },
      }),
    },
    fit: JSON.parse(
      JSON.stringify(fit, (_key, value: unknown) =>
        typeof value === "number" ? digits(value) : value,
      ),
    ),
  });
}
