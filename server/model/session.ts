import { GraticuleError } from "../../core/contracts/errors.ts";
import type { Matrices, Matrix } from "./matrix.ts";
import { MODEL_THREAD } from "./model-thread.ts";
import { PROVIDER_NEEDS, type Provider } from "./provider.ts";

/**
 * A loaded graph. It runs in the model thread, one run of all sessions at a time. The numbers of inputs move there: the
 * caller's arrays are empty afterwards.
 */
export interface Session {
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Kind of numbers of an input or output, `float32`. */
  typeOf(name: string): string;
  /** float32 in, one float32 output out. */
  run(inputs: Matrices, output: string): Promise<Matrix>;
  /** The same for several outputs of one run, in their order. */
  runAll(inputs: Matrices, outputs: readonly string[]): Promise<Matrix[]>;
  close(): Promise<void>;
}

export interface SessionOptions {
  readonly provider?: Provider;
  /** Inputs that are the same in every run; they move once. */
  readonly constants?: Matrices;
}

/**
 * Opens an ONNX file.
 *
 * @param threads threads that one run may use
 * @throws GraticuleError "bundle_invalid" when the provider is not to be had here, else whatever ONNX Runtime says of a
 * file it cannot load
 */
export async function openSession(
  file: string,
  threads: number,
  { provider = "cpu", constants = {} }: SessionOptions = {},
): Promise<Session> {
  await checkOffered(provider);
  const { key, inputs, outputs, types } = await open(file, threads, provider, constants);

  const runAll = (given: Matrices, wanted: readonly string[]) =>
    MODEL_THREAD.ask({ kind: "run", key, inputs: given, outputs: wanted });

  return {
    inputs,
    outputs,
    typeOf: (name) => types[name] ?? "no tensor",
    run: async (given, output) => (await runAll(given, [output]))[0]!,
    runAll,
    close: () => MODEL_THREAD.ask({ kind: "close", key }),
  };
}

async function open(file: string, threads: number, provider: Provider, constants: Matrices) {
  const request = { kind: "open", file, threads, provider, constants } as const;
  if (provider === "cpu") return MODEL_THREAD.ask(request);
  try {
    return await MODEL_THREAD.ask(request);
  } catch (cause) {
    // The file may be at fault and not the provider: then the CPU cannot open it either, and says so better.
    const { key } = await MODEL_THREAD.ask({ ...request, provider: "cpu", constants: {} });
    await MODEL_THREAD.ask({ kind: "close", key });
    throw unavailable(provider, `cannot be started: ${String(cause)}`, cause);
  }
}

/** Execution providers of the installed ONNX Runtime; fails where it cannot be loaded. */
export function offeredProviders(): Promise<readonly string[]> {
  return MODEL_THREAD.ask({ kind: "offered" });
}

/** Graphs of this process that are open. */
export function countSessions(): Promise<number> {
  return MODEL_THREAD.ask({ kind: "count" });
}

async function checkOffered(provider: Provider): Promise<void> {
  if (provider === "cpu") return;
  const offered = await offeredProviders();
  if (offered.includes(provider)) return;
  const here = `${process.platform} ${process.arch}`;
  throw unavailable(
    provider,
    `is not offered by onnxruntime-node on ${here}, which has ${offered.join(", ")}`,
  );
}

function unavailable(provider: Provider, problem: string, cause?: unknown): GraticuleError {
  return new GraticuleError(
    "bundle_invalid",
    `GRATICULE_PROVIDER=${provider} ${problem}. It needs ${PROVIDER_NEEDS[provider]}. Install that, or set GRATICULE_PROVIDER=cpu.`,
    { cause },
  );
}
