import { useParams } from "react-router";
import { type PanelDetail, usePanel } from "../data/panels.ts";
import { Badge } from "../ui/Badge.tsx";
import { CommitteeNote } from "../ui/CommitteeNote.tsx";
import { PageHeader } from "../ui/PageHeader.tsx";
import { QueryState } from "../ui/QueryState.tsx";
import { Section } from "../ui/Section.tsx";
import { Empty } from "../ui/states.tsx";
import { JobLink } from "../ui/TextLink.tsx";
import { Time } from "../ui/Time.tsx";
import { ComputeNav } from "./compute/ComputeNav.tsx";
import { Members } from "./panel/Members.tsx";
import { PanelNow } from "./panel/PanelNow.tsx";
import { PanelRules } from "./panel/PanelRules.tsx";
import { Phases } from "./panel/Phases.tsx";
import { Results } from "./panel/Results.tsx";

export function Panel() {
  const { id = "" } = useParams();
  const query = usePanel(id);
  return (
    <QueryState query={query} label="the panel" rows={3} rowClass="h-32">
      {(panel) =>
        panel ? (
          <Found panel={panel} />
        ) : (
          <>
            <PageHeader title="No such panel" />
            <Empty icon="shield" title={`There is no panel ${id}`}>
              The index knows none of this number. If it was called a moment ago, it appears within seconds.
            </Empty>
          </>
        )
      }
    </QueryState>
  );
}

function Found({ panel }: { panel: PanelDetail }) {
  return (
    <>
      <PageHeader
        title={`Panel ${panel.id}`}
        lead={
          <span className="flex flex-wrap items-center gap-2">
            <Badge tone="info">{panel.audit ? "auditors" : "referees"}</Badge>
            <span>
              on <JobLink id={panel.job.id} />, stage {panel.stage + 1} · called <Time at={panel.openedAt} />
            </span>
          </span>
        }
      />
      <ComputeNav />
      <CommitteeNote />
      <div className="grid items-start gap-6 lg:grid-cols-[1fr_22rem]">
        <div className="grid min-w-0 gap-6">
          <PanelNow panel={panel} />
          <Section title="Course">
            <Phases panel={panel} />
          </Section>
          <Members panel={panel} />
        </div>
        <div className="grid min-w-0 gap-6">
          <Results panel={panel} />
          <PanelRules panel={panel} />
        </div>
      </div>
    </>
  );
}
