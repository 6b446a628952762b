import { ApiError } from "@yunjian/contract";
import { NetworkFailure } from "./client.ts";
import { useText } from "./language.ts";

/** What to tell about any error, in one sentence. */
export function useErrorText(): (error: Error) => string {
  const text = useText();
  return (error) => {
    if (error instanceof NetworkFailure) return text("common.problem.network");
    if (!(error instanceof ApiError)) return text("common.problem.unexpected");
    const { name, title, requestId } = error.problem;
    // Without a request id it was not our server that answered.
    if (requestId === "")
      return text(name === "unavailable" ? "common.problem.unavailable" : "common.problem.between", {
        title,
      });
    return title;
  };
}
