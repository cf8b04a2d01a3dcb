import type { Device } from "./device.ts";
import { deviceUse } from "./deviceUse.ts";
import { InferenceSession, type SessionOptions } from "./onnxruntime.ts";
import { shortReason } from "./shortReason.ts";

/** How a session computes. */
export interface SessionChoice {
  readonly threads?: number;
  /** Whether threads that wait keep a core busy: faster on a machine of one's own, slower on a shared one. */
  readonly spin?: boolean;
  /** Default: the CPU, which also computes what another device cannot. */
  readonly device?: Device;
  /** Whether the runtime may rewrite the graph into a faster one; default true. It folds factors into products in float32. */
  readonly optimize?: boolean;
}

/**
 * Opens a session with a fixed number of threads. Where the device fails, the CPU computes, and the process warns of it, unless the run
 * is to have its device or nothing.
 * Threads that wait by spinning slow each other down on a shared machine, so they sleep unless `spin` is set.
 * @throws Problem DEVICE_FAILED
 */
export async function openSession(
  model: Uint8Array,
  { threads = 1, spin = false, device = "cpu", optimize = true }: SessionChoice = {},
): Promise<InferenceSession> {
  const options: SessionOptions = {
    executionProviders: ["cpu"],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    executionMode: "sequential",
    graphOptimizationLevel: optimize ? "all" : "disabled",
    logSeverityLevel: 3,
    extra: {
      session: {
        intra_op: { allow_spinning: spin ? "1" : "0" },
        load_model_format: "ONNX",
        // Numbers below 1e-38 make a softmax over masked scores nine times slower, and change nothing.
        set_denormal_as_zero: "1",
      },
    },
  };
  if (device !== "cpu") {
    try {
      const session = await InferenceSession.create(model, { ...options, executionProviders: [device, "cpu"] });
      deviceUse.opened(device);
      return session;
    } catch (cause) {
      deviceUse.failed(device, shortReason(cause));
    }
  }
  return InferenceSession.create(model, options);
}
