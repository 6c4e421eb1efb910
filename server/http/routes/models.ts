import { MODEL_ROUTES } from "../../../core/contracts/routes/models.ts";
import { HttpError } from "../problems/http-error.ts";
import { answer } from "../route.ts";

/** The model bundles. */
export const MODELS = answer(MODEL_ROUTES, {
  async listModels(_call, { service }) {
    return { models: await service.models() };
  },
  async getModel({ params }, { service }) {
    const known = await service.models();
    const found = known.find(({ name }) => name === params.name);
    if (found) return found;
    const names = known.map(({ name }) => name).join(", ");
    throw new HttpError("not_found", `There is no model of that name; there are: ${names}.`);
  },
});
