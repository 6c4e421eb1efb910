import type { ModelDownload } from "../../core/contracts/api.ts";
import type { Failure } from "../service/failure.ts";

/** What the page knows of the download of a better model, which happens at the server. */
export interface DownloadState {
  /** What the server said last; null until it has said anything. */
  readonly known: ModelDownload | null;
  /** Whether this page has seen it under way: only then is its end news. */
  readonly isSeen: boolean;
  /** Whether the server has not answered the last time. */
  readonly isLost: boolean;
  /** What the server has been asked to do and has not answered yet. */
  readonly order: "start" | "stop" | null;
  /** Why it did not do it. */
  readonly failure: Failure | null;
}

export type DownloadNews =
  | { readonly type: "told"; readonly download: ModelDownload }
  | { readonly type: "lost" }
  | { readonly type: "ordered"; readonly order: "start" | "stop" }
  | { readonly type: "refused"; readonly failure: Failure };

export const NO_DOWNLOAD: DownloadState = {
  known: null,
  isSeen: false,
  isLost: false,
  order: null,
  failure: null,
};

/** All that can happen to it. Pure. */
export function reduceDownload(state: DownloadState, news: DownloadNews): DownloadState {
  switch (news.type) {
    case "told": {
      const isSeen = state.isSeen || state.order === "start" || isUnderWay(news.download);
      return { ...state, known: news.download, isSeen, isLost: false, order: null };
    }
    case "lost":
      return { ...state, isLost: true };
    case "ordered":
      return { ...state, order: news.order, failure: null };
    case "refused":
      return { ...state, order: null, failure: news.failure };
  }
}

export function isUnderWay({ state }: ModelDownload): boolean {
  return state === "downloading" || state === "indexing";
}
