import { PanelPhase } from "@blacktail/sdk";
import { z } from "zod";
import { jobStatus } from "./jobs.ts";
import { bytes, currency, currencyFields, integer, reference, seconds } from "./scalars.ts";
import { RARELY, useSubgraph } from "./useSubgraph.ts";

type PhaseName = keyof typeof PanelPhase;

/** A panel's phase as the index names it. */
export const phaseName = z.enum(Object.keys(PanelPhase) as [PhaseName, ...PhaseName[]]);

/** A panel's phase by the contract's number. */
const phase = phaseName.transform((name) => PanelPhase[name]);

/** What every query asks of a panel. */
export const panelFields = `
  id audit phase deadline seats candidates round seated committed revealed accepted seatLock openedAt endedAt
  job { id status }
`;

export const panelShape = {
  id: z.string(),
  /** Auditors, else referees. */
  audit: z.boolean(),
  phase,
  deadline: seconds,
  seats: z.number(),
  candidates: z.number(),
  round: z.number(),
  seated: z.number(),
  committed: z.number(),
  revealed: z.number(),
  /** Bit i: candidate i is acceptable; 0 until decided. */
  accepted: z.number(),
  seatLock: integer,
  openedAt: seconds,
  endedAt: seconds.nullable(),
  job: z.object({ id: z.string(), status: jobStatus }),
};

const listed = z.object(panelShape);
export type ListedPanel = z.output<typeof listed>;

const list = z
  .object({
    panels: z.array(listed),
    auditReserves: z.array(z.object({ reserve: integer, currency })),
  })
  .transform(({ panels, auditReserves }) => ({ panels, reserves: auditReserves }));

/** Panels, newest first, and what is kept to pay auditors. */
export function usePanels({ open, first }: { open: boolean; first: number }) {
  const query = `query Panels($where: Panel_filter, $first: Int!) {
    panels(where: $where, first: $first, orderBy: panelId, orderDirection: desc) { ${panelFields} }
    auditReserves(first: 20) { reserve ${currencyFields} }
  }`;
  return useSubgraph(
    "panels",
    query,
    list,
    { where: open ? { endedAt: null } : {}, first },
    { refetchInterval: 3_000 },
  );
}

const ruleFields = `
  version seatPeriod commitPeriod revealPeriod refereeSeats auditSeats absentBps minorityBps seatLock auditShareBps auditFeeBps
`;

/** What panels are held to. Periods are seconds, parts basis points, `seatLock` $BLACK (wei). */
const panelRule = z.object({
  version: z.number(),
  seatPeriod: seconds,
  commitPeriod: seconds,
  revealPeriod: seconds,
  refereeSeats: z.number(),
  auditSeats: z.number(),
  absentBps: z.number(),
  minorityBps: z.number(),
  seatLock: integer,
  auditShareBps: z.number(),
  auditFeeBps: z.number(),
});
export type PanelRule = z.output<typeof panelRule>;

const rules = z.object({ panelRules: z.array(panelRule) }).transform(({ panelRules }) => panelRules[0] ?? null);

/** What new panels are held to; null before the index knows. */
export function usePanelRule() {
  const query = `{ panelRules(first: 1, orderBy: version, orderDirection: desc) { ${ruleFields} } }`;
  return useSubgraph("panel-rule", query, rules, {}, { refetchInterval: 60_000 });
}

export const memberFields = `
  id member { id } round state vote reasonCid slashed
  rewards(first: 10) { amount ${currencyFields} }
`;

/** A member with its vote; `rewards` are in their currency's smallest unit, `slashed` in $BLACK (wei). */
export const member = z.object({
  id: z.string(),
  member: reference,
  round: z.number(),
  state: z.enum(["Seated", "Committed", "Revealed", "Ended"]),
  /** Null until revealed. */
  vote: z.number().nullable(),
  reasonCid: z.string().nullable(),
  slashed: integer,
  rewards: z.array(z.object({ amount: integer, currency })),
});
export type PanelMember = z.output<typeof member>;

const detail = z
  .object({
    panel: z
      .object({
        ...panelShape,
        stage: z.number(),
        workPeriod: seconds,
        parties: z.array(bytes),
        rejections: z.array(z.number()),
        fee: integer,
        feeCurrency: currency.nullable(),
        rule: panelRule,
        members: z.array(member),
        dispute: z
          .object({
            challenger: reference.nullable(),
            bond: integer,
            reason: bytes,
            audit: z.object({ id: z.string() }).nullable(),
            panel: z.object({ id: z.string() }).nullable(),
            closedAt: seconds.nullable(),
            assignments: z.array(
              z.object({ place: z.number(), outputCid: z.string().nullable(), provider: z.object({ id: bytes }) }),
            ),
          })
          .nullable(),
      })
      .nullable(),
  })
  .transform(({ panel }) => panel);
export type PanelDetail = NonNullable<z.output<typeof detail>>;

/** One panel with its members and votes; null when the index knows none of that number. */
export function usePanel(id: string) {
  const query = `query Panel($id: ID!) {
    panel(id: $id) {
      ${panelFields} stage workPeriod parties rejections fee feeCurrency { id symbol decimals }
      rule { ${ruleFields} }
      members(first: 60, orderBy: number) { ${memberFields} }
      dispute {
        challenger { id } bond reason audit { id } panel { id } closedAt
        assignments(first: 16) { place outputCid provider { id } }
      }
    }
  }`;
  const refetchInterval = (panel?: PanelDetail | null) => (panel?.dispute?.closedAt ? RARELY : 1_500);
  return useSubgraph("panel", query, detail, { id }, { refetchInterval });
}
