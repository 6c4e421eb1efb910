import type { Explanation } from "../../core/contracts/explanation.ts";
import type { ExplainNews } from "../service/explain.ts";
import type { Failure } from "../service/failure.ts";

/** Where the explanation of an answer stands. */
export type Why =
  | { readonly status: "idle" }
  | {
      readonly status: "working";
      /** Looks at the photo that are done; 0 of 0 until the service has begun. */
      readonly done: number;
      readonly total: number;
      readonly isSlow: boolean;
    }
  | { readonly status: "explained"; readonly explanation: Explanation }
  | { readonly status: "failed"; readonly failure: Failure }
  | { readonly status: "cancelled" };

export type WhyNews =
  | ExplainNews
  | { readonly type: "asked" }
  | { readonly type: "slow" }
  | { readonly type: "cancelled" };

export const IDLE: Why = { status: "idle" };

/** All that can happen to an explanation. Pure; progress of one that is not awaited changes nothing. */
export function reduceWhy(why: Why, news: WhyNews): Why {
  switch (news.type) {
    case "asked":
      return { status: "working", done: 0, total: 0, isSlow: false };
    case "progress":
      if (why.status !== "working") return why;
      return { ...why, done: news.done, total: news.total };
    case "slow":
      return why.status === "working" ? { ...why, isSlow: true } : why;
    case "cancelled":
      return why.status === "working" ? { status: "cancelled" } : why;
    case "explained":
      return { status: "explained", explanation: news.explanation };
    case "failed":
      return { status: "failed", failure: news.failure };
  }
}
