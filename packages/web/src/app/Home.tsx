import { Navigate } from "react-router";
import { useText } from "../lib/language.ts";
import { useMe } from "../lib/me.ts";
import { useDocumentTitle } from "../lib/title.ts";
import { EmptyHint } from "../ui/EmptyHint.tsx";
import { navigationFor } from "./navigation.ts";

/** Where no page claims the root: the first entry of the navigation. */
export function Home() {
  const me = useMe();
  const text = useText();
  useDocumentTitle(text("shell.home"));
  const first = navigationFor(me)[0]?.entries[0];
  if (first) return <Navigate to={first.path} replace />;
  return <EmptyHint title={text("shell.homeEmpty")} hint={text("shell.homeEmptyHint")} />;
}
