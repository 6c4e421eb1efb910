import type { Failure } from "../service/failure.ts";
import type { ReasonNews } from "../service/reason.ts";

/** Where the asking of a multimodal model stands. What it said is in the answer. */
export type Asking =
  | { readonly status: "idle" }
  /** The receiver is named and has to be agreed to. */
  | { readonly status: "consenting" }
  | { readonly status: "working"; readonly done: number; readonly total: number }
  | { readonly status: "failed"; readonly failure: Failure }
  | { readonly status: "cancelled" };

export type AskingNews =
  | Exclude<ReasonNews, { readonly type: "reasoned" }>
  | { readonly type: "consenting" }
  | { readonly type: "asked" }
  | { readonly type: "ended" }
  | { readonly type: "cancelled" };

export const IDLE: Asking = { status: "idle" };

/** All that can happen while a model is asked. Pure; progress of what is not awaited changes nothing. */
export function reduceAsking(asking: Asking, news: AskingNews): Asking {
  switch (news.type) {
    case "consenting":
      return { status: "consenting" };
    case "asked":
      return { status: "working", done: 0, total: 0 };
    case "progress":
      return asking.status === "working"
        ? { status: "working", done: news.done, total: news.total }
        : asking;
    case "cancelled":
      return asking.status === "working" ? { status: "cancelled" } : IDLE;
    case "ended":
      return IDLE;
    case "failed":
      return { status: "failed", failure: news.failure };
  }
}
