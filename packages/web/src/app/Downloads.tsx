import { App } from "antd";
import { useEffect } from "react";
import { guardDownloads } from "../lib/downloads.ts";
import { useErrorText } from "../lib/problem.ts";
import { SessionAbandoned } from "../lib/session.ts";

/** Every download of the page asks for the second step first. */
export function Downloads() {
  const { message } = App.useApp();
  const errorText = useErrorText();
  useEffect(
    () =>
      guardDownloads((error) => {
        if (!(error instanceof SessionAbandoned)) message.error(errorText(error));
      }),
    [message, errorText],
  );
  return null;
}
