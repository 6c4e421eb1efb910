/** One thing that has to hold, found to hold or not. */
export interface Finding {
  readonly name: string;
  /** What was found. */
  readonly detail: string;
  /** What to do; null when all is well. */
  readonly remedy: string | null;
}
