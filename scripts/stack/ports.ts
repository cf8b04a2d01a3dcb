import { createServer } from "node:net";
import { BlacktailError } from "@blacktail/sdk";
import { type PortName, type Ports, portVariable } from "./options.ts";

/**
 * Checks that nobody listens where the stack is about to.
 * @throws BlacktailError `STACK_PORT_TAKEN` naming each taken port, its part and how to move it.
 */
export async function checkPorts(ports: Ports): Promise<void> {
  const taken: string[] = [];
  for (const [name, port] of Object.entries(ports) as [PortName, number][])
    if (!(await isFree(port))) taken.push(`${port} (${name}; ${portVariable(name)} moves it)`);
  if (taken.length === 0) return;
  throw new BlacktailError({
    code: "STACK_PORT_TAKEN",
    message: `${taken.length === 1 ? "A port is" : "Ports are"} taken: ${taken.join(", ")}.`,
    fix: "Stop what listens there, or move all ports with --port-base N.",
  });
}

/** Graph-node binds every interface, so a port counts as free only when it is free on all of them. */
function isFree(port: number): Promise<boolean> {
  return new Promise((done, fail) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) =>
      error.code === "EADDRINUSE" || error.code === "EACCES" ? done(false) : fail(error),
    );
    server.listen(port, "0.0.0.0", () => server.close(() => done(true)));
  });
}
