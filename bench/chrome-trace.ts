// Reads what Chromium's tracing wrote: the tasks of the page's main thread, and which functions they ran.

/** What to record for `readTasks`. */
export const TRACE_CATEGORIES = [
  "toplevel",
  "blink.user_timing",
  "devtools.timeline",
  "disabled-by-default-v8.cpu_profiler",
];

/** One task of the main thread. Milliseconds; times since the trace's first event. */
export interface Task {
  readonly startMs: number;
  readonly wallMs: number;
  /** What the thread itself worked: other programs on the machine do not lengthen it. */
  readonly cpuMs: number;
  /** What the threads of the graphics process worked meanwhile: the page may have waited for it. */
  readonly gpuMs: number;
  /** The last of the page's own marks before it. */
  readonly after: string;
  /** Time under each function of the page, callees included, longest first. */
  readonly functions: readonly (readonly [name: string, ms: number])[];
}

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly cat: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly dur?: number;
  readonly tdur?: number;
  readonly id?: string;
  readonly args: {
    readonly name?: string;
    readonly data?: {
      readonly startTime?: number;
      readonly cpuProfile?: { readonly nodes?: ProfileNode[]; readonly samples?: number[] };
      readonly timeDeltas?: number[];
    };
  };
}

interface ProfileNode {
  readonly id: number;
  readonly parent?: number;
  readonly callFrame: {
    readonly functionName: string;
    readonly url?: string;
    readonly lineNumber?: number;
  };
}

interface Sample {
  readonly at: number;
  readonly us: number;
  readonly node: number;
}

/** The main thread's tasks of at least so many milliseconds, by the clock or of the thread's own work. */
export function readTasks(trace: Buffer, minMs: number): Task[] {
  const { traceEvents } = JSON.parse(trace.toString()) as { traceEvents: TraceEvent[] };
  const marks = traceEvents
    .filter(({ cat, name }) => cat.includes("blink.user_timing") && name.startsWith("bench:"))
    .sort((a, b) => a.ts - b.ts);
  const [first] = marks;
  if (!first) throw new Error("The trace holds no mark named bench:...");
  const isMain = ({ pid, tid }: TraceEvent) => pid === first.pid && tid === first.tid;
  const { samples, nodes } = readProfile(traceEvents, first);
  const isGpu = gpuThreads(traceEvents);
  const gpuTasks = traceEvents.filter((event) => event.tdur && isTask(event) && isGpu(event));
  const start = Math.min(...traceEvents.filter(({ ts }) => ts > 0).map(({ ts }) => ts));
  return traceEvents
    .filter((event) => isMain(event) && isTask(event))
    .filter(({ dur, tdur = 0 }) => Math.max(dur!, tdur) >= minMs * 1000)
    .map(({ ts, dur, tdur = 0 }) => ({
      startMs: (ts - start) / 1000,
      wallMs: dur! / 1000,
      cpuMs: tdur / 1000,
      gpuMs: gpuTasks.reduce((sum, task) => sum + workWithin(task, ts, ts + dur!), 0) / 1000,
      after: marks.findLast((mark) => mark.ts <= ts + dur!)?.name.slice(6) ?? "start",
      functions: timePerFunction(
        samples.filter(({ at }) => at >= ts && at < ts + dur!),
        nodes,
      ),
    }));
}

function isTask({ name, dur }: TraceEvent): boolean {
  return name.endsWith("RunTask") && dur !== undefined;
}

function gpuThreads(events: readonly TraceEvent[]): (event: TraceEvent) => boolean {
  const gpu = events.find(
    ({ name, args }) => name === "process_name" && args.name === "GPU Process",
  );
  return ({ pid }) => pid === gpu?.pid;
}

/** The part of a task's own work that falls between two times, as if it were spread evenly. */
function workWithin({ ts, dur, tdur }: TraceEvent, from: number, to: number): number {
  const overlap = Math.min(ts + dur!, to) - Math.max(ts, from);
  return overlap > 0 ? (tdur! * overlap) / Math.max(1, dur!) : 0;
}

/** The samples of the profile that holds the page's main thread. */
function readProfile(events: readonly TraceEvent[], { pid, tid }: TraceEvent) {
  const profile = events.find(
    (event) => event.name === "Profile" && event.pid === pid && event.tid === tid,
  );
  const nodes = new Map<number, ProfileNode>();
  const samples: Sample[] = [];
  let at = profile?.args.data?.startTime ?? 0;
  for (const event of events) {
    if (event.name !== "ProfileChunk" || event.pid !== pid || event.id !== profile?.id) continue;
    const { cpuProfile, timeDeltas = [] } = event.args.data ?? {};
    for (const node of cpuProfile?.nodes ?? []) nodes.set(node.id, node);
    for (const [i, node] of (cpuProfile?.samples ?? []).entries()) {
      at += timeDeltas[i]!;
      samples.push({ at, us: Math.max(0, timeDeltas[i + 1] ?? 0), node });
    }
  }
  return { samples, nodes };
}

function timePerFunction(
  samples: readonly Sample[],
  nodes: ReadonlyMap<number, ProfileNode>,
): [string, number][] {
  const times = new Map<string, number>();
  for (const { node, us } of samples) {
    const seen = new Set<string>();
    for (let at = nodes.get(node); at; at = at.parent ? nodes.get(at.parent) : undefined) {
      const { functionName, url = "", lineNumber } = at.callFrame;
      if (functionName === "(root)") continue;
      const file = url.split("/").at(-1);
      seen.add(`${functionName || "(anonymous)"}${file ? ` ${file}:${lineNumber}` : ""}`);
    }
    for (const name of seen) times.set(name, (times.get(name) ?? 0) + us / 1000);
  }
  return [...times].sort(([, a], [, b]) => b - a);
}
