import { Problem } from "../errors.ts";
import type { Device } from "./device.ts";

/** What the sessions of this process compute with. A process does one run, so this is that run's record. */
class DeviceUse {
  readonly #devices = new Set<Device>();
  readonly #failures: string[] = [];
  /** Whether the CPU may compute what the run's device cannot. */
  mayFallBack = true;

  /** A session was opened on the device. */
  opened(device: Device): void {
    this.#devices.add(device);
  }

  /** @throws Problem DEVICE_FAILED where nothing else may compute. */
  failed(device: Device, reason: string): void {
    if (!this.mayFallBack) throw deviceFailed(`${device} cannot compute this training: ${reason}.`);
    const sentence = `The CPU computes instead of ${device}: ${reason}.`;
    this.#failures.push(sentence);
    process.emitWarning(sentence, "DeviceWarning");
  }

  /** What computed in truth, of a run that was to use `device`, and sentences for the user where that is another. */
  summary(device: Device): { device: Device; notices: readonly string[] } {
    if (device === "cpu" || this.#devices.has(device)) return { device, notices: [...new Set(this.#failures)] };
    const idle = `The CPU computed: nothing of this training runs on ${device}.`;
    return { device: "cpu", notices: this.#failures.length > 0 ? [...new Set(this.#failures)] : [idle] };
  }
}

export const deviceUse = new DeviceUse();

/** Another program may use the GPU, or its driver be replaced, just now. */
export function deviceFailed(message: string): Problem {
  return new Problem({
    code: "DEVICE_FAILED",
    message,
    fix: "Free or mend the GPU and its driver, or train with the profile fp32-cpu.",
    retryable: true,
  });
}
