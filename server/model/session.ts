import { InferenceSession, Tensor } from "onnxruntime-node";

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
  /** float32 in, one float32 output out. */
  run(inputs: Readonly<Record<string, Matrix>>, output: string): Promise<Matrix>;
  close(): Promise<void>;
}

/**
 * Opens an ONNX file on the CPU.
 *
 * @param threads threads that one run may use
 * @throws whatever ONNX Runtime says of a file it cannot load
 */
export async function openSession(file: string, threads: number): Promise<Session> {
  const session = await InferenceSession.create(file, {
    executionProviders: ["cpu"],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    graphOptimizationLevel: "all",
    // Spinning threads would starve photo decoding, which shares the cores.
    extra: { session: { intra_op: { allow_spinning: "0" } } },
    logSeverityLevel: 3,
  });
  return {
    inputs: session.inputNames,
    outputs: session.outputNames,
    async run(inputs, output) {
      const feeds = Object.fromEntries(
        Object.entries(inputs).map(([name, { data, dims }]) => [
          name,
          new Tensor("float32", data, dims),
        ]),
      );
      const result = (await session.run(feeds, [output]))[output]!;
      return { data: result.data as Float32Array, dims: result.dims };
    },
    close: () => session.release(),
  };
}
