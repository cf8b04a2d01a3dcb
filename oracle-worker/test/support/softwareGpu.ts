import { existsSync } from "node:fs";

const FOLDER = "/usr/lib/chromium";
const MANIFEST = `${FOLDER}/vk_swiftshader_icd.json`;

/** The settings by which a software GPU is found, Chromium's SwiftShader; or why there is none. */
export function softwareGpu(): Record<string, string> | string {
  if (!existsSync(MANIFEST)) return "there is no software GPU (Chromium's SwiftShader)";
  return { LD_LIBRARY_PATH: FOLDER, VK_ICD_FILENAMES: MANIFEST };
}
