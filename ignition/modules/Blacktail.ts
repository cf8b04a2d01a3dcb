import { readFileSync } from "node:fs";
import { buildModule } from "@nomicfoundation/hardhat-ignition/modules";
import { type Abi, type AbiFunction, getAbiItem, toFunctionSelector } from "viem";

const DAY = 24 * 60 * 60;

/** Role of the AccessManager whose members grant roles and call what is governed. */
const ADMIN_ROLE = 0n;

/** Role of the AccessManager whose members rule on disputed jobs. */
const ARBITER_ROLE = 1n;

/** Selector of `JobEscrow.rule`, from the compiled ABI, so that it follows when a field is added to a job. */
function ruleSelector(): string {
  const artifact = new URL("../../artifacts/contracts/JobEscrow.sol/JobEscrow.json", import.meta.url);
  const { abi } = JSON.parse(readFileSync(artifact, "utf8")) as { abi: Abi };
  return toFunctionSelector(getAbiItem({ abi, name: "rule" }) as AbiFunction);
}

/**
 * The whole of Blacktail's contracts, wired.
 *
 * Parameters (`ignition/parameters/*.json5`): `initialOwner` receives the $BLACK supply, `arbiter` rules on disputes, `governor` is the
 * AccessManager's admin, whose every call waits for `adminDelay`; all three are the deployer by default. Periods are in seconds,
 * `minStakeLock` in $BLACK wei. A deployer that is not the governor remains an admin without a delay until it renounces that role, once
 * the deployment is checked.
 */
export default buildModule("Blacktail", (m) => {
  const deployer = m.getAccount(0);
  const initialOwner = m.getParameter("initialOwner", deployer);
  const arbiter = m.getParameter("arbiter", deployer);
  const governor = m.getParameter("governor", deployer);
  const adminDelay = m.getParameter("adminDelay", 7 * DAY);
  const unbondingPeriod = m.getParameter("unbondingPeriod", 45 * DAY);
  const parameters = {
    minPeriod: m.getParameter("minPeriod", 5 * 60),
    maxPeriod: m.getParameter("maxPeriod", 30 * DAY),
    arbitrationPeriod: m.getParameter("arbitrationPeriod", 7 * DAY),
    maxAttempts: m.getParameter("maxAttempts", 5),
    minStakeLock: m.getParameter("minStakeLock", 100n * 10n ** 18n),
  };

  const AccessManager = m.contract("AccessManager", [deployer]);
  const BlackToken = m.contract("BlackToken", [initialOwner]);
  const Vault = m.contract("Vault");
  const Treasury = m.contract("Treasury", [AccessManager, Vault, BlackToken]);
  const ModelRegistry = m.contract("ModelRegistry");
  const ModelMarket = m.contract("ModelMarket", [Vault, ModelRegistry, Treasury]);
  const ProviderRegistry = m.contract("ProviderRegistry", [AccessManager, Vault, BlackToken, unbondingPeriod]);
  const JobEscrow = m.contract("JobEscrow", [
    AccessManager,
    Vault,
    ProviderRegistry,
    ModelRegistry,
    Treasury,
    parameters,
  ]);

  // What is not granted here (setFee, collect, addModule, removeModule, setParameters) stays with the admin.
  // Ignition works through a batch in the order of ids, and addresses follow from that order: other ids, other addresses.
  const wiring = [
    m.call(ProviderRegistry, "addModule", [JobEscrow]),
    m.call(AccessManager, "labelRole", [ARBITER_ROLE, "ARBITER"]),
    m.call(AccessManager, "setTargetFunctionRole", [JobEscrow, [ruleSelector()], ARBITER_ROLE]),
    m.call(AccessManager, "grantRole", [ARBITER_ROLE, arbiter, 0], { id: "AccessManager_grantArbiter" }),
  ];
  // Last, as it makes the deployer's own calls wait too where that is the governor.
  m.call(AccessManager, "grantRole", [ADMIN_ROLE, governor, adminDelay], {
    id: "AccessManager_grantAdmin",
    after: wiring,
  });

  return { AccessManager, BlackToken, Vault, Treasury, ModelRegistry, ModelMarket, ProviderRegistry, JobEscrow };
});
