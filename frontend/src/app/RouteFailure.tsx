import { useRouteError } from "react-router";
import { Brand } from "../ui/Brand.tsx";
import { Button, LinkButton } from "../ui/Button.tsx";

/** A page that broke: says so, and offers a way on. */
export function RouteFailure() {
  const error = useRouteError();
  const message = error instanceof Error ? error.message : "Something unexpected happened.";
  return (
    <main className="mx-auto flex min-h-dvh max-w-xl flex-col justify-center gap-6 px-5 py-16">
      <Brand />
      <h1 className="text-3xl">This page broke</h1>
      <p className="panel p-4 font-mono text-sm break-words">{message}</p>
      <div className="flex gap-3">
        <Button onClick={() => window.location.reload()}>Reload</Button>
        <LinkButton to="/" look="secondary">
          To the overview
        </LinkButton>
      </div>
    </main>
  );
}
