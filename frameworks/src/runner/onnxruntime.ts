// Loaded only in child processes and tests: a session's run blocks the event loop.
// The runtime reports usage by default on Linux; the switch must be set before it is loaded.
process.env.ORT_DISABLE_TELEMETRY = "1";

const runtime = await import("onnxruntime-node");

export const { InferenceSession, Tensor } = runtime;
export type InferenceSession = import("onnxruntime-node").InferenceSession;
export type Tensor = import("onnxruntime-node").Tensor;
export type SessionOptions = import("onnxruntime-node").InferenceSession.SessionOptions;

/** The runtime's version, such as "1.30.0". */
export const runtimeVersion: string = runtime.env.versions.node ?? "unknown";
