import type { ServerResponse } from "node:http";
import type { Progress } from "@blacktail/sdk";

const MAX_EVENTS = 400;
const MAX_FINISHED = 64;
const MAX_LISTENERS = 256;
/** A listener this many bytes behind is cut off; it may come back and gets the history. */
const MAX_BACKLOG = 262_144;
const HEARTBEAT_MS = 15_000;

type Event = { id: number; progress: Progress };
type Track = { events: Event[]; nextId: number; isOver: boolean; listeners: Set<ServerResponse> };

/** Progress of jobs: a bounded history of each, replayed to whoever listens, then live (Server-Sent Events). */
export class ProgressHub {
  readonly #tracks = new Map<string, Track>();
  #listeners = 0;

  publish(jobId: bigint, progress: Progress): void {
    const track = this.#tracks.get(`${jobId}`) ?? this.open(jobId);
    const event = { id: track.nextId++, progress: { ...progress, jobId: `${jobId}` } };
    track.events.push(event);
    if (track.events.length > MAX_EVENTS) track.events = thin(track.events);
    track.isOver = progress.phase === "done" || progress.phase === "failed";
    for (const listener of track.listeners) {
      if (listener.writableLength > MAX_BACKLOG) listener.destroy();
      else listener.write(textOf(event));
      if (track.isOver) listener.end();
    }
    this.#prune();
  }

  /** Makes the job known, so that one may listen before the first event. */
  open(jobId: bigint): Track {
    const track: Track = this.#tracks.get(`${jobId}`) ?? { events: [], nextId: 1, isOver: false, listeners: new Set() };
    this.#tracks.set(`${jobId}`, track);
    return track;
  }

  /**
   * Answers a listener.
   *
   * @param lastId The last event that it has, from `Last-Event-ID`.
   * @param isHead It asks for the headers alone.
   * @returns The HTTP status that was sent: 200, 204 (has all there will ever be), 404 or 503.
   */
  listen(jobId: string, lastId: number, response: ServerResponse, isHead = false): number {
    const track = this.#tracks.get(jobId);
    if (track === undefined) return refuse(response, 404, `job ${jobId} is not run by this worker`);
    if (this.#listeners >= MAX_LISTENERS) return refuse(response, 503, "too many listeners: try again later");
    const missed = track.events.filter(({ id }) => id > lastId);
    if (track.isOver && missed.length === 0) {
      // The one status that stops an EventSource from coming back.
      response.writeHead(204).end();
      return 204;
    }
    response.writeHead(200, {
      "content-type": "text/event-stream",
      "cache-control": "no-store",
      "x-accel-buffering": "no",
    });
    if (isHead) {
      response.end();
      return 200;
    }
    response.write(missed.map(textOf).join("") || ": waiting\n\n");
    if (track.isOver) response.end();
    else this.#follow(track, response);
    return 200;
  }

  /** Ends all streams. */
  close(): void {
    for (const { listeners } of this.#tracks.values()) for (const listener of listeners) listener.end();
  }

  #follow(track: Track, response: ServerResponse): void {
    this.#listeners++;
    track.listeners.add(response);
    const heartbeat = setInterval(() => response.write(": alive\n\n"), HEARTBEAT_MS);
    heartbeat.unref();
    response.once("close", () => {
      clearInterval(heartbeat);
      track.listeners.delete(response);
      this.#listeners--;
    });
  }

  #prune(): void {
    const finished = [...this.#tracks].filter(
      ([, { isOver, events, listeners }]) => (isOver || events.length === 0) && listeners.size === 0,
    );
    for (const [id] of finished.slice(0, Math.max(0, finished.length - MAX_FINISHED))) this.#tracks.delete(id);
  }
}

/** Every second event of the older half goes: the past gets coarser, the present stays whole. */
function thin(events: readonly Event[]): Event[] {
  const half = events.length / 2;
  return events.filter((_, index) => index > half || index % 2 === 0);
}

function textOf({ id, progress }: Event): string {
  return `id: ${id}\ndata: ${JSON.stringify(progress)}\n\n`;
}

function refuse(response: ServerResponse, status: number, error: string): number {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify({ error }));
  return status;
}
