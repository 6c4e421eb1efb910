import type { Method, Routes } from "../../core/contracts/route.ts";
import { ABOUT_ROUTES } from "../../core/contracts/routes/about.ts";
import { ALBUM_ROUTES } from "../../core/contracts/routes/albums.ts";
import { DOWNLOAD_ROUTES } from "../../core/contracts/routes/downloads.ts";
import { EVALUATION_ROUTES } from "../../core/contracts/routes/evaluations.ts";
import { EXPLANATION_ROUTES } from "../../core/contracts/routes/explanations.ts";
import { MODEL_ROUTES } from "../../core/contracts/routes/models.ts";
import { OPERATION_ROUTES } from "../../core/contracts/routes/operation.ts";
import { PREDICTION_ROUTES } from "../../core/contracts/routes/predictions.ts";
import type { NamedShapes, Shape } from "../../core/contracts/shape.ts";
import { shapeOf } from "../../core/contracts/shape-of.ts";
import { GAME_ROUTES } from "../../core/game/routes.ts";

// Which routes the page calls. It runs when the page is built (vite.config.ts): the page gets what it needs to call them
// and to check their answers, and no validator.

const { getFeatures } = ABOUT_ROUTES;
const { getReadiness } = OPERATION_ROUTES;

const CALLED = {
  /** What every view may ask. */
  service: {
    ...PREDICTION_ROUTES,
    ...ALBUM_ROUTES,
    ...EXPLANATION_ROUTES,
    ...MODEL_ROUTES,
    ...DOWNLOAD_ROUTES,
    ...EVALUATION_ROUTES,
    getFeatures,
    getReadiness,
  },
  /** Apart, since the game is loaded when it is opened. */
  game: GAME_ROUTES,
};

export type CalledRoutes = typeof CALLED;

/** A route as the page calls it. */
export interface CallForm {
  readonly method: Method;
  readonly path: string;
  /** The shape of its document; absent where it answers none. */
  readonly answer?: Shape;
}

/** Routes by their names, and the shapes that they refer to. */
export interface CallBook {
  readonly forms: Readonly<Record<string, CallForm>>;
  readonly named: NamedShapes;
}

/** The text of the module that holds a group of calls; null where there is no such group. */
export function callsModule(group: string): string | null {
  const routes = new Map<string, Routes>(Object.entries(CALLED)).get(group);
  return routes ? `export default ${JSON.stringify(callBookOf(routes))};` : null;
}

function callBookOf(routes: Routes): CallBook {
  const named: Record<string, Shape> = {};
  const forms = Object.entries(routes).map(
    ([
      name,
      {
        method,
        path,
        answer: { json },
      },
    ]) => {
      const form: CallForm = { method, path, ...(json && { answer: shapeOf(json, named) }) };
      return [name, form] as const;
    },
  );
  return { forms: Object.fromEntries(forms), named };
}
