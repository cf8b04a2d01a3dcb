import { Address, dataSource } from "@graphprotocol/graph-ts";

/** The treasury's address, which the manifest gives to the data sources that pay fees to it. */
export function treasuryAddress(): Address {
  return Address.fromBytes(dataSource.context().getBytes("treasury"));
}

/** $BLACK's address, which the manifest gives to the data sources that need its currency. */
export function blackAddress(): Address {
  return Address.fromBytes(dataSource.context().getBytes("black"));
}

/** The address of Referees, which the manifest gives to the escrow's data source. */
export function refereesAddress(): Address {
  return Address.fromBytes(dataSource.context().getBytes("referees"));
}
