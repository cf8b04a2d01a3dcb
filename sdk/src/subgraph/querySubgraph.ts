import type { ZodType } from "zod";
import { validate } from "../digest/parseDocument.ts";
import { BlacktailError } from "../errors/BlacktailError.ts";

type Answer = { data?: unknown; errors?: { message?: unknown }[] };

/** Milliseconds that a query may take. */
const TIMEOUT = 15_000;

/**
 * Asks the subgraph one GraphQL query.
 *
 * @param schema Checks the answer; without it the answer's shape is the caller's claim.
 * @throws BlacktailError `SUBGRAPH_UNREACHABLE`, `SUBGRAPH_REFUSED`, `DOCUMENT_INVALID`
 * @example
 * const { models } = await querySubgraph<{ models: { id: string }[] }>(url, "{ models(first: 5) { id } }");
 */
export async function querySubgraph<T>(
  url: string,
  query: string,
  variables: Record<string, unknown> = {},
  schema?: ZodType<T>,
): Promise<T> {
  const answer = await ask(url, JSON.stringify({ query, variables }));
  const errors = answer.errors ?? [];
  if (errors.length > 0 || answer.data === undefined || answer.data === null) {
    const reasons = errors.map(({ message }) => String(message)).join("; ") || "it sent no data";
    throw new BlacktailError({
      code: "SUBGRAPH_REFUSED",
      message: `The subgraph at ${url} could not answer: ${reasons.slice(0, 500)}.`,
      fix: "Check the query's fields and values, and that the subgraph is deployed.",
    });
  }
  // Without a schema the type is the caller's word, as the docstring says.
  return schema === undefined ? (answer.data as T) : validate(schema, answer.data);
}

async function ask(url: string, body: string): Promise<Answer> {
  try {
    const headers = { "content-type": "application/json" };
    const response = await fetch(url, { method: "POST", headers, body, signal: AbortSignal.timeout(TIMEOUT) });
    if (!response.ok) throw new Error(`HTTP status ${response.status}`);
    const answer: unknown = await response.json();
    if (typeof answer !== "object" || answer === null) throw new Error("its answer is no object");
    return answer;
  } catch (cause) {
    throw new BlacktailError({
      code: "SUBGRAPH_UNREACHABLE",
      message: `The subgraph at ${url} does not answer: ${cause instanceof Error ? cause.message : String(cause)}.`,
      fix: "Check that graph-node is running and that the URL is right.",
      retryable: true,
      cause,
    });
  }
}
