import type { Slash } from "../data/providerDetail.ts";

const reasons: Record<Slash["reason"], string> = {
  NoShow: "No result in time",
  WrongResult: "Result ruled wrong by referees",
  AbsentMember: "Took a seat on a panel and did not vote",
  MinorityVote: "Voted otherwise than the panel’s majority",
};

/** Why stake was taken. */
export const slashReason = ({ reason }: Pick<Slash, "reason">): string => reasons[reason];

/** Who got what of a slash, in $BLACK (wei), the parts of 0 left out. */
export function slashParts(
  slash: Pick<Slash, "toRequester" | "toOthers" | "toFinder" | "toReferees" | "burned">,
): readonly { to: string; amount: bigint }[] {
  const parts = [
    { to: "to the requester", amount: slash.toRequester },
    { to: "to the other providers", amount: slash.toOthers },
    { to: "to who found it", amount: slash.toFinder },
    { to: "to the referees", amount: slash.toReferees },
    { to: "burned", amount: slash.burned },
  ];
  return parts.filter(({ amount }) => amount > 0n);
}
