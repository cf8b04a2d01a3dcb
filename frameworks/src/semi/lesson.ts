import type { Lesson } from "./network.ts";

/** Several lessons one after the other. */
export function joinLessons(...lessons: readonly Lesson[]): Lesson {
  return {
    features: joined(lessons.map(({ features }) => features)),
    targets: joined(lessons.map(({ targets }) => targets)),
    weights: joined(lessons.map(({ weights }) => weights)),
  };
}

/** Rows whose class is known, as often as wanted. */
export function labelledLesson(features: Float32Array, labels: Int32Array, classes: number, times = 1): Lesson {
  const targets = new Float32Array(labels.length * classes);
  labels.forEach((label, row) => {
    targets[row * classes + label] = 1;
  });
  const once = { features, targets, weights: new Float32Array(labels.length).fill(1) };
  return joinLessons(...Array.from({ length: times }, () => once));
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let start = 0;
  for (const part of parts) {
    whole.set(part, start);
    start += part.length;
  }
  return whole;
}
