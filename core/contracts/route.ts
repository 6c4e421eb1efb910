import type * as z from "zod";
import type { ErrorCode } from "./errors.ts";
import type { JsonSchema } from "./parameters.ts";

// One definition per route: the service's router, what it validates, its OpenAPI description, its CORS headers, the
// table in the docs and the page's calls are all made from it.

/** Codes that only HTTP knows, beside those of the core. */
export type HttpErrorCode =
  | "not_found"
  | "method_not_allowed"
  | "unauthorized"
  | "rate_limited"
  | "body_invalid"
  | "range_invalid"
  | "cross_site"
  | "upload_slow"
  | "upload_share"
  | "host_unknown"
  | "request_malformed"
  | "headers_too_large"
  | "request_timeout"
  | "expectation_failed"
  | "downloads_off";

export type Method = "GET" | "POST" | "PATCH" | "DELETE";

export type RouteTag = "predictions" | "evaluations" | "games" | "about" | "operation";

/** A query parameter that its handler reads itself, since it may also come as a part of the body. */
export interface TextParameter {
  readonly name: string;
  readonly description: string;
  readonly schema: JsonSchema;
  /** Of the value, as the schema has it. */
  readonly example: unknown;
  /** For lists: whether each value is given by a parameter of its own (`a=1&a=2`) or all by one (`a=1,2`). */
  readonly explode?: boolean;
}

/** A body: a JSON document, or the photo as `image` of a form or as the whole body. */
export type BodyContract =
  | {
      readonly json: z.ZodType;
      readonly example: unknown;
      /** Bytes that it may have; a few kB where not said. */
      readonly mostBytes?: number;
      /** Photos as parts of a form may come in its place. */
      readonly form?: FormContract;
    }
  | { readonly photo: true };

/** A form with several photos. */
export interface FormContract {
  /** Name of each photo's part. */
  readonly files: string;
  readonly mostFiles: number;
  /** Text parts beside the texts of the route. */
  readonly texts: readonly TextParameter[];
}

/** What a route answers when all went well. */
export interface AnswerContract {
  /** 200 where not said. */
  readonly status?: number;
  readonly description?: string;
  /** The document; absent where the answer is no JSON of ours. */
  readonly json?: z.ZodType;
  readonly example?: unknown;
  /** What is written by other means than a document of ours, by media type; null where it is bytes. */
  readonly media?: Readonly<Record<string, z.ZodType | null>>;
  /** Headers of this route alone, with what they tell. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** A route as both ends of the line see it: data alone. */
export interface RouteContract<Code extends string = string> {
  readonly method: Method;
  /** With its parameters in braces: `/v1/models/{name}`. */
  readonly path: string;
  readonly tag: RouteTag;
  /** One line: the description and the docs' table have it. */
  readonly summary: string;
  readonly description?: string;
  /** Parameters of the path, by name; what does not fit is an address with nothing behind it. */
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly texts?: readonly TextParameter[];
  /** Request headers, by lower-case name. */
  readonly headers?: z.ZodObject;
  readonly body?: BodyContract;
  readonly answer: AnswerContract;
  /** Other answers that are no problem, by status: a range, "not changed". */
  readonly also?: Readonly<Record<number, AnswerContract>>;
  /** What can go wrong, beside what every route's method, parameters, `access` and `rate` bring along. */
  readonly problems: readonly Code[];
  /** Whether the operator's token is demanded, where one is set. */
  readonly access: "open" | "token";
  /** Which requests this one is counted with; null: none. */
  readonly rate: "predictions" | "games" | null;
  /** The answer's Cache-Control; null leaves it to the handler. */
  readonly cache: "no-store" | "no-cache" | null;
}

/** The codes that routes outside the game can name. */
export type RouteCode = ErrorCode | HttpErrorCode;

/** Routes by the names of their operations. */
export type Routes<Code extends string = string> = Readonly<Record<string, RouteContract<Code>>>;

/** What a route answers, as the page gets it: null where that is no JSON. */
export type AnswerOf<C extends RouteContract> = C["answer"] extends {
  readonly json: infer S extends z.ZodType;
}
  ? z.output<S>
  : null;

/** What a route's JSON body may be when it is sent. */
export type BodyOf<C extends RouteContract> = C["body"] extends {
  readonly json: infer S extends z.ZodType;
}
  ? z.input<S>
  : C["body"] extends { readonly photo: true }
    ? Blob
    : undefined;
