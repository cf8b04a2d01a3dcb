import { readFile } from "node:fs/promises";
import type { Artifact, ArtifactResolver, BuildInfo } from "@nomicfoundation/ignition-core";

const ARTIFACTS = new URL("../artifacts/", import.meta.url);

/** Sources of contracts that do not lie in `contracts/` itself. */
const ELSEWHERE: Record<string, string> = {
  AccessManager: "@openzeppelin/contracts/access/manager/AccessManager.sol",
  DisputeSteps: "contracts/escrow/DisputeSteps.sol",
  EnclaveVerifier: "contracts/attestation/EnclaveVerifier.sol",
  LateSteps: "contracts/escrow/LateSteps.sol",
  SignatureVerifier: "contracts/attestation/SignatureVerifier.sol",
};

async function loadArtifact(contractName: string): Promise<Artifact> {
  const source = ELSEWHERE[contractName] ?? `contracts/${contractName}.sol`;
  return await read<Artifact>(`${source}/${contractName}.json`);
}

async function getBuildInfo(contractName: string): Promise<BuildInfo | undefined> {
  const { buildInfoId } = await loadArtifact(contractName);
  return buildInfoId === undefined ? undefined : await read<BuildInfo>(`build-info/${buildInfoId}.json`);
}

async function read<T>(path: string): Promise<T> {
  return JSON.parse(await readFile(new URL(path, ARTIFACTS), "utf8")) as T;
}

/** Finds compiled contracts in `artifacts/` without starting Hardhat, which would take longer than the deployment. */
export const compiledArtifacts: ArtifactResolver = { loadArtifact, getBuildInfo };
