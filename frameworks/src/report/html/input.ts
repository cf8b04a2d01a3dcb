import type { Framework, Split, TaskInfo, TrainingReport } from "@blacktail/sdk";

/** What a report is made of: a model's manifest, or as much of one as a run knows, and what the training has to show. */
export interface ReportInput {
  readonly manifest: {
    readonly name?: string | undefined;
    readonly task: TaskInfo;
    readonly framework: Framework;
    readonly metrics: Readonly<Record<string, number>>;
    readonly data: readonly { readonly role: string; readonly digest: string }[];
    readonly artifact: { readonly digest: string; readonly size: number };
    readonly seed: number;
    readonly profile: string;
    readonly split?: Split | undefined;
    readonly parents?: readonly string[] | undefined;
    /** Sentences for the user. */
    readonly warnings?: readonly string[] | undefined;
  };
  readonly report: TrainingReport;
  /** What computed, where that is known. */
  readonly runtime?:
    | {
        readonly name: string;
        readonly version: string;
        readonly executionProvider: string;
        readonly threads: number;
        readonly hardware: string;
      }
    | undefined;
}
