import type { SentenceTable } from "./types.ts";

export const accessManagerSentences = {
  AccessManagedInvalidAuthority: (authority) => ({
    message: `${authority} is no access manager.`,
    fix: "Give the address of the deployed AccessManager.",
  }),
  AccessManagedRequiredDelay: (caller, delay) => ({
    message: `${caller} must schedule this call ${delay} seconds ahead.`,
    fix: "Schedule it in the AccessManager, then execute it after the delay.",
  }),
  AccessManagedUnauthorized: (caller) => ({
    message: `${caller} may not do this: it is reserved for governance or a role.`,
    fix: "Call from an account that holds the role.",
  }),
  AccessManagerAlreadyScheduled: (operationId) => ({
    message: `The operation ${operationId} is scheduled already.`,
    fix: "Wait for its time and execute it, or cancel it.",
  }),
  AccessManagerBadConfirmation: () => ({
    message: "A role can be renounced only by the account itself.",
    fix: "Confirm with your own address.",
  }),
  AccessManagerExpired: (operationId) => ({
    message: `The operation ${operationId} was not executed in time and has expired.`,
    fix: "Schedule it again.",
  }),
  AccessManagerInvalidInitialAdmin: (admin) => ({
    message: `${admin} cannot be the first administrator.`,
    fix: "Give the address of a real account.",
  }),
  AccessManagerLockedFunction: (selector) => ({
    message: `The permission of function ${selector} cannot be changed.`,
    fix: "Choose another function.",
  }),
  AccessManagerLockedRole: (roleId) => ({
    message: `The role ${roleId} cannot be changed.`,
    fix: "Choose another role.",
  }),
  AccessManagerNotReady: (operationId) => ({
    message: `The operation ${operationId} is scheduled for later.`,
    fix: "Execute it after its delay.",
  }),
  AccessManagerNotScheduled: (operationId) => ({
    message: `The operation ${operationId} is not scheduled.`,
    fix: "Schedule it first.",
  }),
  AccessManagerUnauthorizedAccount: (account, roleId) => ({
    message: `${account} does not hold the role ${roleId}.`,
    fix: "Let an administrator grant it, or call from an account that holds it.",
  }),
  AccessManagerUnauthorizedCall: (caller, target, selector) => ({
    message: `${caller} may not call ${selector} of ${target}.`,
    fix: "Call from an account that holds the function's role.",
  }),
  AccessManagerUnauthorizedCancel: (sender, caller, target, selector) => ({
    message: `${sender} may not cancel what ${caller} scheduled for ${selector} of ${target}.`,
    fix: "Cancel from the account that scheduled it, an administrator or a guardian.",
  }),
  AccessManagerUnauthorizedConsume: (target) => ({
    message: `${target} does not consume scheduled operations now.`,
    fix: "Execute the operation through the AccessManager.",
  }),
} satisfies SentenceTable;
