import { parseEther, sha256, toBytes } from "viem";
import { NATIVE, ROYALTY_BPS, type World } from "./world.ts";

const PRICE = parseEther("1");

/** Mints, lists and sells models, and moves money in and out. `round` tells one round's models from another's. */
export async function marketFlows(world: World, round: number): Promise<Record<string, number>> {
  const { contracts, parties, black, gasOf } = world;
  const { BlackToken, Vault, ModelRegistry, ModelMarket, ProviderRegistry } = contracts;
  const { developer, buyer } = parties;
  const model = (name: string) => sha256(toBytes(`${name} ${round}`));
  const mint = (name: string) =>
    gasOf(ModelRegistry.write.mint([model(name), ROYALTY_BPS, developer], { account: developer }));
  const list = (name: string, currency: bigint) =>
    gasOf(ModelMarket.write.list([BigInt(model(name)), currency, PRICE], { account: developer }));

  const gas: Record<string, number> = {};
  gas.deposit = await gasOf(Vault.write.deposit([NATIVE, PRICE, buyer], { account: buyer, value: PRICE }));
  await BlackToken.write.approve([Vault.address, PRICE * 2n], { account: buyer });
  gas.depositBlack = await gasOf(Vault.write.deposit([black, PRICE, buyer], { account: buyer }));
  gas.withdraw = await gasOf(Vault.write.withdraw([NATIVE, PRICE / 2n, buyer], { account: buyer }));

  // A wallet that was approved before, is revoked and approved again would cost less: this approves a new module each round.
  const module = round === 0 ? ProviderRegistry.address : world.parties.deployer;
  await Vault.write.setOperator([module, false], { account: buyer });
  gas.setOperator = await gasOf(Vault.write.setOperator([module, true], { account: buyer }));

  gas.mint = await mint("sold for coin");
  await mint("sold for BLACK");
  await mint("kept");
  // The buyer pays a creator other than the seller, so that the royalty is paid and measured too.
  for (const name of ["sold for coin", "sold for BLACK"]) {
    await ModelRegistry.write.setCreator([BigInt(model(name)), parties.deployer], { account: developer });
  }
  gas.list = await list("sold for coin", NATIVE);
  await list("sold for BLACK", black);
  gas.buyEth = await gasOf(
    ModelMarket.write.buy([BigInt(model("sold for coin")), NATIVE, PRICE], { account: buyer, value: PRICE }),
  );
  gas.buyBlack = await gasOf(
    ModelMarket.write.buy([BigInt(model("sold for BLACK")), black, PRICE], { account: buyer }),
  );
  await list("kept", NATIVE);
  gas.cancelListing = await gasOf(ModelMarket.write.cancel([BigInt(model("kept"))], { account: developer }));
  return gas;
}
