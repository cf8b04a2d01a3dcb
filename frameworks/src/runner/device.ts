/** What computes a graph: ONNX Runtime's execution providers that this package knows. */
export type Device = "cpu" | "webgpu" | "cuda";
