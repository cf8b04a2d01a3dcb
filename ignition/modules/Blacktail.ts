import { buildModule } from "@nomicfoundation/hardhat-ignition/modules";
import { MARKET_DEFAULTS } from "../marketDefaults.ts";

const HOUR = 60 * 60;
const DAY = 24 * HOUR;

/** One $BLACK in wei. */
const BLACK = 10n ** 18n;

/** Role of the AccessManager whose members grant roles and call what is governed. */
const ADMIN_ROLE = 0n;

/** Numbers under which JobEscrow lists the verifiers of attestations. */
const SIGNATURE_VERIFIER = 1;
const ENCLAVE_VERIFIER = 2;

/**
 * The whole of Blacktail's contracts, wired.
 *
 * Parameters (`ignition/parameters/*.json5`): `initialOwner` receives the $BLACK supply, `certifier` certifies providers' second keys, and
 * `governor` is the AccessManager's admin, whose every call waits for `adminDelay`; all three are the deployer by default. Periods are in
 * seconds, amounts in $BLACK wei; shares that are not named here are those of `ignition/marketDefaults.ts`. A deployer that is not the
 * governor remains an admin without a delay until it renounces that role, once the deployment is checked.
 */
export default buildModule("Blacktail", (m) => {
  const deployer = m.getAccount(0);
  const initialOwner = m.getParameter("initialOwner", deployer);
  const certifier = m.getParameter("certifier", deployer);
  const governor = m.getParameter("governor", deployer);
  const adminDelay = m.getParameter("adminDelay", 7 * DAY);
  const unbondingPeriod = m.getParameter("unbondingPeriod", 45 * DAY);
  // As long as the longest seating and the longest priority period (65,535 s): stake counts for tickets only after one to two of these.
  const epoch = m.getParameter("epoch", 65_536);
  const attestedDiscountBps = m.getParameter("attestedDiscountBps", MARKET_DEFAULTS.attestedDiscountBps);
  const jobBounds = {
    minPeriod: m.getParameter("minPeriod", 5 * 60),
    maxPeriod: m.getParameter("maxPeriod", 30 * DAY),
    // A ticket can be read from the second block after the stage opened: less would leave it no time.
    minPriorityPeriod: m.getParameter("minPriorityPeriod", 60),
    maxAttempts: m.getParameter("maxAttempts", 5),
    minStakeLock: m.getParameter("minStakeLock", 100n * BLACK),
    lockPercent: m.getParameter("lockPercent", MARKET_DEFAULTS.lockPercent),
    auditBps: m.getParameter("auditBps", MARKET_DEFAULTS.auditBps),
    reputationFee: m.getParameter("reputationFee", BLACK),
    nativeLock: m.getParameter("nativeLock", MARKET_DEFAULTS.nativeLock),
  };
  const panelRules = {
    // Seats end where the chain forgets the block that they are drawn by, see IReferees: an hour is right for blocks of a second and more.
    seatPeriod: m.getParameter("seatPeriod", HOUR),
    commitPeriod: m.getParameter("commitPeriod", DAY),
    revealPeriod: m.getParameter("revealPeriod", DAY),
    refereeSeats: m.getParameter("refereeSeats", MARKET_DEFAULTS.refereeSeats),
    auditSeats: m.getParameter("auditSeats", MARKET_DEFAULTS.auditSeats),
    absentBps: m.getParameter("absentBps", MARKET_DEFAULTS.absentBps),
    minorityBps: m.getParameter("minorityBps", MARKET_DEFAULTS.minorityBps),
    seatLock: m.getParameter("seatLock", 100n * BLACK),
    auditShareBps: m.getParameter("auditShareBps", MARKET_DEFAULTS.auditShareBps),
    auditFeeBps: m.getParameter("auditFeeBps", MARKET_DEFAULTS.auditFeeBps),
  };

  const AccessManager = m.contract("AccessManager", [deployer]);
  const BlackToken = m.contract("BlackToken", [initialOwner]);
  const Vault = m.contract("Vault");
  const Treasury = m.contract("Treasury", [AccessManager, Vault, BlackToken]);
  const ModelRegistry = m.contract("ModelRegistry");
  const ModelMarket = m.contract("ModelMarket", [Vault, ModelRegistry, Treasury]);
  const Licences = m.contract("Licences", [Vault, ModelRegistry, Treasury]);
  const ProviderRegistry = m.contract("ProviderRegistry", [AccessManager, Vault, BlackToken, unbondingPeriod, epoch]);
  const Referees = m.contract("Referees", [AccessManager, Vault, ProviderRegistry, Treasury, panelRules]);
  const SignatureVerifier = m.contract("SignatureVerifier", [AccessManager, certifier]);
  const EnclaveVerifier = m.contract("EnclaveVerifier", [AccessManager]);
  const wiring = {
    vault: Vault,
    providers: ProviderRegistry,
    models: ModelRegistry,
    licences: Licences,
    referees: Referees,
    treasury: Treasury,
  };
  const LateSteps = m.contract("LateSteps", [wiring]);
  const DisputeSteps = m.contract("DisputeSteps", [wiring]);
  const JobEscrow = m.contract("JobEscrow", [AccessManager, wiring, LateSteps, DisputeSteps, jobBounds]);
  const JobLens = m.contract("JobLens", [JobEscrow, ProviderRegistry]);

  // Nothing governed is granted to anybody: it all stays with the admin.
  // Ignition works through a batch in the order of ids, and addresses follow from that order: other ids, other addresses.
  // The escrow is the first module, whose locks are the cheapest.
  const addEscrow = m.call(ProviderRegistry, "addModule", [JobEscrow], { id: "ProviderRegistry_addEscrow" });
  const calls = [
    m.call(ProviderRegistry, "addModule", [Referees], { id: "ProviderRegistry_addReferees", after: [addEscrow] }),
    m.call(Referees, "setModule", [JobEscrow, true]),
    m.call(JobEscrow, "setVerifier", [SIGNATURE_VERIFIER, SignatureVerifier, attestedDiscountBps], {
      id: "JobEscrow_listSignatureVerifier",
    }),
    m.call(JobEscrow, "setVerifier", [ENCLAVE_VERIFIER, EnclaveVerifier, attestedDiscountBps], {
      id: "JobEscrow_listEnclaveVerifier",
    }),
  ];
  // Last, as it makes the deployer's own calls wait too where that is the governor.
  m.call(AccessManager, "grantRole", [ADMIN_ROLE, governor, adminDelay], {
    id: "AccessManager_grantAdmin",
    after: calls,
  });

  return {
    AccessManager,
    BlackToken,
    Vault,
    Treasury,
    ModelRegistry,
    ModelMarket,
    Licences,
    ProviderRegistry,
    Referees,
    SignatureVerifier,
    EnclaveVerifier,
    LateSteps,
    DisputeSteps,
    JobEscrow,
    JobLens,
  };
});
