/** Where the service stands between start and end. */
export type Readiness =
  | { readonly state: "warming"; readonly detail: string }
  | { readonly state: "ready" }
  | { readonly state: "failed"; readonly detail: string }
  | { readonly state: "draining" };
