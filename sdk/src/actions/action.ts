import { toBlacktailError } from "../errors/toBlacktailError.ts";
import { type Clients, type Context, contextOf } from "./clients.ts";

/** Runs an action's steps with checked clients; whatever fails comes out as a BlacktailError. */
export async function action<T>(clients: Clients, steps: (context: Context) => Promise<T>): Promise<T> {
  try {
    return await steps(await contextOf(clients));
  } catch (error) {
    throw toBlacktailError(error);
  }
}
