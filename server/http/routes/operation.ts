import { OPERATION_ROUTES } from "../../../core/contracts/routes/operation.ts";
import { checkReady } from "../ready.ts";
import { ANSWERED, answer } from "../route.ts";

/** What whoever runs the service asks of it. */
export const OPERATION = answer(OPERATION_ROUTES, {
  getHealth: (_call, { settings }) => ({ status: "ok" as const, version: settings.version }),
  getReadiness(_call, { service }) {
    checkReady(service);
    return { state: "ready" as const };
  },
  async getMetrics({ response }, { metrics }) {
    response.type(metrics.contentType).send(await metrics.write());
    return ANSWERED;
  },
});
