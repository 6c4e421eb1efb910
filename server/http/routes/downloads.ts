import { DOWNLOAD_ROUTES } from "../../../core/contracts/routes/downloads.ts";
import { HttpError } from "../problems/http-error.ts";
import { answer } from "../route.ts";
import type { Service } from "../service.ts";

/** Pulls of models: start one, see how far it is, stop it. */
export const DOWNLOADS = answer(DOWNLOAD_ROUTES, {
  getModelDownload: ({ params }, { service }) => downloadsOf(service).state(params.name),
  async startModelDownload({ params, body }, { service }) {
    const downloads = downloadsOf(service);
    const { variant } = await body();
    return downloads.start(params.name, variant);
  },
  cancelModelDownload: ({ params }, { service }) => downloadsOf(service).cancel(params.name),
});

function downloadsOf({ downloads }: Service): NonNullable<Service["downloads"]> {
  if (downloads) return downloads;
  throw new HttpError(
    "downloads_off",
    "The operator of this service does not let the page download models.",
  );
}
