/** How a program of this project ends. */
export const EXIT = {
  ok: 0,
  /** Some inputs failed, the others have been answered. */
  someFailed: 1,
  /** The command line or the configuration is not understood. */
  usage: 2,
  /** Something that is needed is not there: a model, geodata, a port. */
  notReady: 3,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
