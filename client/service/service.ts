import calls from "virtual:calls/service";
import type { CalledRoutes } from "./calls.ts";
import { createClient } from "./client.ts";

/** The service, as every view may ask it. */
export const service = createClient<CalledRoutes["service"]>(calls);
