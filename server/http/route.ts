import type { Express, Request, RequestHandler, Response } from "express";
import type * as z from "zod";
import type { Fault } from "../../core/contracts/errors.ts";
import type { AnswerOf, BodyContract, RouteContract, Routes } from "../../core/contracts/route.ts";
import { checkValue } from "../../core/contracts/validation.ts";
import type { Log } from "../process/log.ts";
import type { Slots } from "../process/slots.ts";
import { readAlbumUpload } from "./album-upload.ts";
import { mediaTypeOf } from "./body.ts";
import type { ByteBudget, ByteBudgets } from "./byte-budget.ts";
import { refuseCrossSite } from "./cross-site.ts";
import type { Form } from "./form.ts";
import { checkType, misfit, readJson, readLongJson } from "./json-body.ts";
import type { Metrics } from "./metrics.ts";
import { HttpError } from "./problems/http-error.ts";
import type { ProblemCode } from "./problems/kind.ts";
import { queryOf } from "./query.ts";
import { contextOf } from "./request-context.ts";
import { clientOf, createRate, type Rate, requireToken } from "./security.ts";
import type { HttpSettings, Service } from "./service.ts";
import { readUpload, type Upload } from "./upload.ts";

// How a route's contract and its handler become a route of the app.

/** What handlers work with. */
export interface World {
  readonly service: Service;
  readonly settings: HttpSettings;
  readonly slots: Slots;
  /** For photos that take much time or memory. */
  readonly heavySlots: Slots;
  readonly albumSlots: Slots;
  /** For photos that a multimodal model is asked about. */
  readonly reasonSlots: Slots;
  readonly budgets: ByteBudgets;
  readonly metrics: Metrics;
  /** For what goes wrong once an answer has begun. */
  readonly log: Log;
  /** The OpenAPI document. */
  readonly description: Readonly<Record<string, unknown>>;
}

/** A request that has passed the checks of its contract. */
export interface Call<C extends RouteContract = RouteContract> {
  readonly request: Request;
  readonly response: Response;
  /** Aborts when the client goes away. */
  readonly signal: AbortSignal;
  readonly startedMs: number;
  readonly params: Checked<C["params"]>;
  readonly query: Checked<C["query"]>;
  readonly headers: Checked<C["headers"]>;
  /** Reads the JSON body when it is wanted: what can be refused without it is refused before. */
  body(): Promise<Body<C>>;
  /** Reads the form that stands for a JSON body, its photos and texts; null where the body is JSON. Its bytes are held likewise. */
  form(): Promise<Form | null>;
  /** Counts the request as so many more. Throws `rate_limited`. */
  charge(count: number): Promise<void>;
  /** Reads the photo that was sent; its bytes are held until the handler has ended. */
  photo(): Promise<Upload>;
}

type Checked<S> = S extends z.ZodObject ? z.output<S> : undefined;
type Body<C extends RouteContract> = C["body"] extends { readonly json: infer S extends z.ZodType }
  ? z.output<S>
  : undefined;

/** What a handler returns that has written the answer itself: a file, bytes, a form other than JSON. */
export const ANSWERED: Answered = { isAnswered: true };

export interface Answered {
  readonly isAnswered: true;
}

/** Makes the document that the contract promises; null where it promises none (204). */
export type Handler<C extends RouteContract> = (
  call: Call<C>,
  world: World,
) => Promise<AnswerOf<C> | Answered> | AnswerOf<C> | Answered;

/** A contract with what answers it. */
export interface Route {
  /** Name of the operation. */
  readonly name: string;
  readonly contract: RouteContract<ProblemCode>;
  readonly handle: (call: Call, world: World) => unknown;
}

/** Joins contracts with their handlers; one without the other is an error of types. */
export function answer<const R extends Routes<ProblemCode>>(
  contracts: R,
  handlers: { readonly [Name in keyof R]: Handler<R[Name]> },
): readonly Route[] {
  return Object.entries(contracts).map(([name, contract]) => ({
    name,
    contract,
    // `callOf` makes each call from its own contract, which the common type of all routes cannot say.
    handle: handlers[name as keyof R] as Route["handle"],
  }));
}

/** Puts the routes on the app, in their order; whatever else their paths are asked for is refused with `Allow`. */
export function mount(app: Express, routes: readonly Route[], world: World): void {
  const { settings } = world;
  const access = { open: [], token: [requireToken(settings.token)] };
  // What changes nothing may be asked for by anybody; browsers keep the answer from other sites.
  const refuseForeign = refuseCrossSite(settings);
  const rates = {
    predictions: createRate(settings.rateLimit),
    games: createRate(settings.gameRateLimit),
  };
  for (const path of new Set(routes.map(({ contract }) => contract.path))) {
    const routed = app.route(path.replace(/\{(\w+)\}/g, ":$1"));
    const own = routes.filter(({ contract }) => contract.path === path);
    for (const route of own) {
      const { method, access: needs, rate, body } = route.contract;
      const checks = [
        ...(method === "GET" ? [] : [refuseForeign]),
        ...access[needs],
        ...(rate === null ? [] : [rates[rate].limit]),
        ...(method === "GET" || (body && "photo" in body) ? [] : [checkBody(body)]),
      ];
      routed[lowerCase(method)](...checks, (request, response) =>
        run(route, world, rate === null ? null : rates[rate], request, response),
      );
    }
    routed.all(refuseOthers(own.map(({ contract }) => contract.method)));
  }
}

const MULTIPART = "multipart/form-data";

function checkBody(body: BodyContract | undefined): RequestHandler {
  const takesForm = body !== undefined && "json" in body && body.form !== undefined;
  return checkType(body !== undefined, takesForm ? [MULTIPART] : []);
}

async function run(
  { contract, handle }: Route,
  world: World,
  rate: Rate | null,
  request: Request,
  response: Response,
): Promise<void> {
  if (contract.cache !== null) response.setHeader("Cache-Control", contract.cache);
  let budget: ByteBudget | null = null;
  const openBudget = () => {
    budget = world.budgets.open(clientOf(request));
    return budget;
  };
  try {
    const found = await handle(callOf(contract, world, rate, request, response, openBudget), world);
    if (found === ANSWERED) return;
    response.status(contract.answer.status ?? 200);
    if (contract.answer.json) response.json(found);
    else response.end();
  } finally {
    (budget as ByteBudget | null)?.release();
  }
}

function callOf(
  contract: RouteContract,
  { settings }: World,
  rate: Rate | null,
  request: Request,
  response: Response,
  openBudget: () => ByteBudget,
): Call {
  const { signal, startedMs } = contextOf(request);
  const { params, query, headers, body } = contract;
  return {
    request,
    response,
    signal,
    startedMs,
    params: params && checkParams(params, request),
    query: query && checkQuery(query, request),
    headers: headers && checkHeaders(headers, request),
    async body() {
      if (!body || !("json" in body)) throw new Error(`${contract.path} takes no JSON.`);
      const { json, mostBytes } = body;
      const read =
        mostBytes === undefined
          ? readJson(request, json)
          : readLongJson(request, json, mostBytes, openBudget(), signal);
      return (await read) as undefined;
    },
    charge: async (count: number) => rate?.charge(request, count),
    async form() {
      const form = body && "json" in body ? body.form : undefined;
      if (!form || mediaTypeOf(request) !== MULTIPART) return null;
      return readAlbumUpload(request, form, settings.maxPhotoMb * 2 ** 20, openBudget(), signal);
    },
    photo: () => readUpload(request, settings.maxPhotoMb * 2 ** 20, openBudget(), signal),
  } as Call;
}

/** An address whose parameters do not fit has nothing behind it. */
function checkParams(schema: z.ZodObject, request: Request): unknown {
  const checked = checkValue(schema, request.params, "path");
  if (checked.ok) return checked.data;
  throw new HttpError("not_found", checked.faults[0]!.detail);
}

function checkQuery(schema: z.ZodObject, request: Request): unknown {
  const checked = checkValue(schema, Object.fromEntries(queryOf(request)), "query");
  if (checked.ok) return checked.data;
  throw misfit(checked.faults);
}

function checkHeaders(schema: z.ZodObject, request: Request): unknown {
  const checked = checkValue(schema, request.headers, "headers");
  if (checked.ok) return checked.data;
  const [{ pointer, detail }] = checked.faults as [Fault];
  throw new HttpError("body_invalid", `${pointer.split("/")[1]}: ${detail}.`);
}

/** Refuses what a path is not asked for, and names in `Allow` what it can be. */
export function refuseOthers(methods: readonly string[]): RequestHandler {
  const allowed = [...methods, ...(methods.includes("GET") ? ["HEAD"] : [])].sort().join(", ");
  return (request) => {
    throw new HttpError(
      "method_not_allowed",
      `${request.method} does not work here, expected ${allowed}.`,
      { Allow: allowed },
    );
  };
}

const LOWER_CASE = { GET: "get", POST: "post", PATCH: "patch", DELETE: "delete" } as const;

function lowerCase(method: keyof typeof LOWER_CASE) {
  return LOWER_CASE[method];
}
