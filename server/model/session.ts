import { InferenceSession, listSupportedBackends, Tensor } from "onnxruntime-node";
import { GraticuleError } from "../../core/errors.ts";
import { PROVIDER_NEEDS, type Provider } from "./provider.ts";

// The only file that speaks to ONNX Runtime.

/** Numbers in row-major order with their shape. */
export interface Matrix {
  readonly data: Float32Array;
  readonly dims: readonly number[];
}

/** A loaded graph. Runs may overlap; each uses the session's threads. */
export interface Session {
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Kind of numbers of an input or output, `float32`. */
  typeOf(name: string): string;
  /** float32 in, one float32 output out. */
  run(inputs: Readonly<Record<string, Matrix>>, output: string): Promise<Matrix>;
  /** The same for several outputs of one run, in their order. */
  runAll(inputs: Readonly<Record<string, Matrix>>, outputs: readonly string[]): Promise<Matrix[]>;
  close(): Promise<void>;
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
  provider: Provider = "cpu",
): Promise<Session> {
  checkOffered(provider);
  const session = await create(file, threads, provider);
  const metadata = [...session.inputMetadata, ...session.outputMetadata];

  async function runAll(inputs: Readonly<Record<string, Matrix>>, outputs: readonly string[]) {
    const feeds = Object.fromEntries(
      Object.entries(inputs).map(([name, { data, dims }]) => [
        name,
        new Tensor("float32", data, dims),
      ]),
    );
    const made = await session.run(feeds, [...outputs]);
    return outputs.map((name) => {
      const { data, dims } = made[name]!;
      return { data: data as Float32Array, dims };
    });
  }

  return {
    inputs: session.inputNames,
    outputs: session.outputNames,
    typeOf(name) {
      const found = metadata.find((value) => value.name === name);
      return found?.isTensor ? found.type : "no tensor";
    },
    run: async (inputs, output) => (await runAll(inputs, [output]))[0]!,
    runAll,
    close: () => session.release(),
  };
}

async function create(file: string, threads: number, provider: Provider) {
  const open = (chosen: Provider) =>
    InferenceSession.create(file, {
      executionProviders: [chosen],
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      graphOptimizationLevel: "all",
      // Spinning threads would starve photo decoding, which shares the cores.
      extra: { session: { intra_op: { allow_spinning: "0" } } },
      logSeverityLevel: 3,
    });
  if (provider === "cpu") return open(provider);
  try {
    return await open(provider);
  } catch (cause) {
    // The file may be at fault and not the provider: then the CPU cannot open it either, and says so better.
    await (await open("cpu")).release();
    throw unavailable(provider, `cannot be started: ${String(cause)}`, cause);
  }
}

function checkOffered(provider: Provider): void {
  const offered = listSupportedBackends().map(({ name }) => name);
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
