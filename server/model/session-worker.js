import { setPriority } from "node:os";
import { parentPort } from "node:worker_threads";
import { InferenceSession, listSupportedBackends, Tensor } from "onnxruntime-node";

// The thread that runs models, started by `session.ts`, and the only file that speaks to ONNX Runtime, whose runs hold
// the thread that asks for them until they are done. Plain JavaScript, because the worker threads of Node 20 cannot load
// TypeScript.

/** A third of the share of a core that a thread of the event loop's priority gets. */
const NICE = 5;

// Where cores are few, the event loop's short work goes before a run's. Linux keeps priorities by thread, and the threads
// that ONNX Runtime starts from this one inherit its own; elsewhere the call would slow the whole process.
if (process.platform === "linux") setPriority(0, NICE);

/** @typedef {{ session: InferenceSession, constants: Record<string, Tensor> }} Opened */

/** @type {Map<number, Opened>} */
const sessions = new Map();

const ANSWERS = { offered, open, run, close, count };

let last = Promise.resolve();

// One after the other: a run that was asked for before its session's end still finds it open.
parentPort.on("message", (request) => {
  last = last.then(() => answer(request));
});

/** @param {import("./model-thread.ts").Request} request */
async function answer({ id, ask }) {
  try {
    const result = await ANSWERS[ask.kind](ask, id);
    parentPort.postMessage({ id, result }, buffersOf(result));
  } catch (error) {
    parentPort.postMessage({ id, fault: error instanceof Error ? error.message : String(error) });
  }
}

/** Names of the execution providers that this build has. */
function offered() {
  return listSupportedBackends().map(({ name }) => name);
}

/**
 * @param {import("./model-thread.ts").OpenRequest} request
 * @param {number} key
 */
async function open({ file, threads, provider, constants }, key) {
  // First: what does not fit must not leave a session behind.
  const fixed = toTensors(constants);
  const session = await InferenceSession.create(file, {
    executionProviders: [provider],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    graphOptimizationLevel: "all",
    // Spinning threads would starve photo decoding, which shares the cores.
    extra: { session: { intra_op: { allow_spinning: "0" } } },
    logSeverityLevel: 3,
  });
  sessions.set(key, { session, constants: fixed });
  const metadata = [...session.inputMetadata, ...session.outputMetadata];
  const types = metadata.map(({ name, isTensor, type }) => [name, isTensor ? type : "no tensor"]);
  return {
    key,
    inputs: session.inputNames,
    outputs: session.outputNames,
    types: Object.fromEntries(types),
  };
}

/** @param {import("./model-thread.ts").RunRequest} request */
async function run({ key, inputs, outputs }) {
  const opened = sessions.get(key);
  if (!opened) throw new Error("the model was closed before its turn came");
  const { session, constants } = opened;
  const made = await session.run({ ...constants, ...toTensors(inputs) }, outputs);
  return outputs.map((name) => ({ data: made[name].data, dims: made[name].dims }));
}

/**
 * Closing what is closed is nothing.
 * @param {import("./model-thread.ts").CloseRequest} request
 */
async function close({ key }) {
  const opened = sessions.get(key);
  sessions.delete(key);
  await opened?.session.release();
}

/** Sessions that are open. */
function count() {
  return sessions.size;
}

function toTensors(matrices) {
  return Object.fromEntries(
    Object.entries(matrices).map(([name, { data, dims }]) => [
      name,
      new Tensor("float32", data, dims),
    ]),
  );
}

/** Memory that goes to the asking thread instead of being copied: the numbers of a run's outputs. */
function buffersOf(result) {
  return Array.isArray(result) ? result.flatMap(({ data }) => (data ? [data.buffer] : [])) : [];
}
