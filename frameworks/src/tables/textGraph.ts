import { int, ints, text, texts } from "../graph/attribute.ts";
import type { Graph } from "../graph/graph.ts";
import { MAX_TOKENS, SHAPES, type TextEncoder } from "./textEncoder.ts";

/** Length of a text's vector of terms: large enough to count beside standardised numbers, of which there are fewer. */
const LENGTH = 8;

/**
 * Adds the nodes that turn a text column into features.
 * @param input string [N, 1]
 * @returns float32 [N, terms + shapes]: ln(1 + count) · weight of each term, scaled to one length (Salton and Buckley, "Term-weighting
 * approaches in automatic text retrieval", 1988), then the standardised counts of tokens by shape.
 */
export function textFeatures(graph: Graph, input: string, encoder: TextEncoder): string[] {
  const flat = graph.node("Reshape", [input, graph.int64(-1)]);
  const blocks: string[] = [];
  if (encoder.weights.length > 0) {
    // The locale "C" is on every machine and lowers the letters A to Z.
    const lowered = graph.node("StringNormalizer", [flat], {
      attributes: { case_change_action: text("LOWER"), locale: text("C") },
    });
    blocks.push(termFeatures(graph, split(graph, lowered), encoder));
  }
  const tokens = split(graph, flat);
  const counts = SHAPES.map((pattern) => {
    const matches = graph.node("RegexFullMatch", [tokens], { attributes: { pattern: text(`(?s)${pattern}`) } });
    const ones = graph.node("Cast", [matches], { attributes: { to: int(1) } });
    return graph.node("ReduceSum", [ones, graph.int64(1)], { attributes: { keepdims: int(1) } });
  });
  const row = (pick: (shape: { mean: number; deviation: number }) => number) =>
    graph.constant("float32", [SHAPES.length], encoder.shapes.map(pick));
  const logs = logOnePlus(graph, graph.node("Concat", counts, { attributes: { axis: int(1) } }));
  const centred = graph.node("Sub", [logs, row(({ mean }) => mean)]);
  blocks.push(graph.node("Div", [centred, row(({ deviation }) => deviation)]));
  return blocks;
}

/** Tokens between blanks, string [N, T]; what comes after the last that counts is one token more, cut off by nobody's knowing it. */
function split(graph: Graph, input: string): string {
  const [tokens = ""] = graph.nodes("StringSplit", [input], 2, { attributes: { maxsplit: int(MAX_TOKENS) } });
  return tokens;
}

function termFeatures(graph: Graph, tokens: string, { words, pairs, weights }: TextEncoder): string {
  const counts = graph.node("TfIdfVectorizer", [tokens], {
    attributes: {
      mode: text("TF"),
      min_gram_length: int(1),
      max_gram_length: int(pairs.length > 0 ? 2 : 1),
      max_skip_count: int(0),
      ngram_counts: pairs.length > 0 ? ints(0, words.length) : ints(0),
      ngram_indexes: ints(...[...words, ...pairs].map(({ term }) => term)),
      pool_strings: texts([...words.map((gram) => gram.text), ...pairs.flatMap((gram) => gram.text.split(" "))]),
    },
  });
  const weighed = graph.node("Mul", [logOnePlus(graph, counts), graph.constant("float32", [weights.length], weights)]);
  const length = graph.node("ReduceL2", [weighed, graph.int64(1)], { attributes: { keepdims: int(1) } });
  const divisor = graph.node("Max", [length, graph.constant("float32", [], [1e-6])]);
  return graph.node("Mul", [graph.node("Div", [weighed, divisor]), graph.constant("float32", [], [LENGTH])]);
}

function logOnePlus(graph: Graph, counts: string): string {
  return graph.node("Log", [graph.node("Add", [counts, graph.constant("float32", [], [1])])]);
}
