import type { Route } from "../route.ts";
import { ABOUT } from "./about.ts";
import { ALBUMS } from "./albums.ts";
import { DOWNLOADS } from "./downloads.ts";
import { EVALUATIONS } from "./evaluations.ts";
import { EXPLANATIONS } from "./explanations.ts";
import { GAMES } from "./games.ts";
import { MODELS } from "./models.ts";
import { OPERATION } from "./operation.ts";
import { PREDICTIONS } from "./predictions.ts";
import { PROBLEM_KINDS } from "./problem-kinds.ts";

/** Every route of the API, in the order of the description and of the docs. */
export const ROUTES: readonly Route[] = [
  ...PREDICTIONS,
  ...EXPLANATIONS,
  ...ALBUMS,
  ...MODELS,
  ...DOWNLOADS,
  ...EVALUATIONS,
  ...GAMES,
  ...ABOUT,
  ...PROBLEM_KINDS,
  ...OPERATION,
];
