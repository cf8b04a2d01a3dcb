import { querySubgraph } from "@blacktail/sdk";

type TypeRef = { kind: string; name: string | null; ofType?: TypeRef | null };
type Field = { name: string; type: TypeRef };

/** Enough for what the tests do; `dumpIndex` throws when it is not. */
const MOST = 1_000;

/**
 * Every entity of a deployment, by the name of its list, in the order of their ids. References are ids. Points of time series have no id,
 * as the store numbers them as it likes.
 */
export async function dumpIndex(url: string): Promise<Record<string, unknown[]>> {
  const lists = await listsOf(url);
  const query = lists.map(({ name, selection }) => `${name}(first: ${MOST}) { ${selection} }`).join("\n");
  const answer = await querySubgraph<Record<string, unknown[]>>(url, `{ ${query} }`);
  return Object.fromEntries(
    Object.entries(answer).map(([name, entities]) => {
      if (entities.length === MOST) throw new Error(`more than ${MOST} ${name}`);
      return [name, entities.map((entity) => JSON.stringify(entity)).sort()];
    }),
  );
}

async function listsOf(url: string): Promise<{ name: string; selection: string }[]> {
  const ref = "kind name ofType { kind name ofType { kind name ofType { kind name } } }";
  const { __schema: schema } = await querySubgraph<{
    __schema: {
      queryType: { fields: (Field & { args: { name: string }[] })[] };
      types: { name: string; fields: Field[] | null }[];
    };
  }>(
    url,
    `{ __schema {
      queryType { fields { name args { name } type { ${ref} } } }
      types { name fields { name type { ${ref} } } }
    } }`,
  );
  return schema.queryType.fields.flatMap(({ name, args, type }) => {
    const inner = innermost(type);
    // Full-text search and aggregations ask for more, and are made of what the lists hold.
    // What begins with a line is about the index itself.
    const plain = !name.startsWith("_") && !args.some((arg) => arg.name === "text" || arg.name === "interval");
    if (!isList(type) || !plain || inner.kind !== "OBJECT") return [];
    const fields = schema.types.find((each) => each.name === inner.name)?.fields ?? [];
    return [{ name, selection: fields.map(selectionOf).join(" ") }];
  });
}

function selectionOf({ name, type }: Field): string {
  const inner = innermost(type);
  if (inner.kind === "OBJECT") return isList(type) ? `${name}(first: ${MOST}) { id }` : `${name} { id }`;
  return inner.name === "Int8" && name === "id" ? "" : name;
}

function innermost(type: TypeRef): TypeRef {
  return type.ofType ? innermost(type.ofType) : type;
}

function isList(type: TypeRef): boolean {
  return type.kind === "LIST" || (!!type.ofType && isList(type.ofType));
}
