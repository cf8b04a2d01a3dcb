import type { Address } from "viem";

/** Who acts: of the chain's accounts. The first provider has an operator of its own, the others act for themselves. */
export type Actors = {
  deployer: Address;
  requesters: readonly Address[];
  providers: readonly Address[];
  operator: Address;
  /** Stakes on others' pools, challenges and brings what is late. */
  holder: Address;
  /** Made the model, of which a requester is the owner. */
  creator: Address;
  outsider: Address;
  all: readonly Address[];
};

export function actorsOf(accounts: readonly Address[]): Actors {
  const at = (index: number): Address => {
    const account = accounts[index];
    if (account === undefined) throw new Error(`The chain has no account ${index}.`);
    return account;
  };
  return {
    deployer: at(0),
    requesters: [1, 2].map(at),
    providers: [3, 4, 5, 6, 7, 8].map(at),
    operator: at(9),
    holder: at(10),
    creator: at(11),
    outsider: at(12),
    all: accounts.slice(0, 13),
  };
}
