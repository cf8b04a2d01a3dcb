import { describeError } from "@blacktail/sdk";
import { Failure } from "./states.tsx";

/** An error in words. Loaded when there is one: the sentences for every contract's errors are not for the first paint. */
export default function QueryFailure({ error, retry }: { error: unknown; retry: () => void }) {
  const { message, fix } = describeError(error);
  return <Failure message={message} fix={fix} retry={retry} />;
}
