import { useQuery } from "@tanstack/react-query";
import { ApiError, getMe } from "@yunjian/contract";
import { type ReactNode, useEffect, useRef } from "react";
import { Navigate, useLocation } from "react-router";
import { keyOf } from "../lib/api.ts";
import { callOnce } from "../lib/client.ts";
import { listenToPending } from "../lib/confirmation.ts";
import { adoptLanguage } from "../lib/language.ts";
import { type Me, MeContext } from "../lib/me.ts";
import { signInPath } from "../lib/return-path.ts";
import { listenToOtherTabs, markLost, sessionChanged, sessionRestored, useSession } from "../lib/session.ts";
import { Problem } from "../ui/Problem.tsx";
import { Waiting } from "./PageView.tsx";
import { ConfirmDialog } from "./ConfirmDialog.tsx";
import { Downloads } from "./Downloads.tsx";
import { Pending } from "./Pending.tsx";
import { SessionDialog } from "./SessionDialog.tsx";

/** Everything below knows who is signed in; who is not goes to the sign-in page and comes back. */
export function SignedIn({ children }: { readonly children: ReactNode }) {
  const location = useLocation();
  const query = useQuery({
    queryKey: keyOf(getMe, {}),
    // Not the call that waits for a session: before the first sign-in there is nothing to come back to.
    queryFn: ({ signal }) => callOnce(getMe, {}, { signal }),
    refetchOnWindowFocus: "always",
  });
  const me = query.data;
  const session = useSession();
  const first = useRef<Me>(undefined);
  first.current ??= me;
  const isGone = query.error instanceof ApiError && query.error.problem.name === "not-signed-in";

  useEffect(() => {
    if (isGone && me !== undefined) markLost();
  }, [isGone, me]);
  const { dataUpdatedAt } = query;
  useEffect(() => {
    const was = first.current;
    if (!me || !was || dataUpdatedAt === 0) return;
    // Signed in again, and the second factor is still owed: the dialog asks for it.
    if (me.assurance?.pending) return;
    if (me.organisation.id === was.organisation.id && me.person.id === was.person.id) sessionRestored();
    else sessionChanged(`${me.person.name} · ${me.organisation.name}`);
    void adoptLanguage(me.person.lang);
  }, [me, dataUpdatedAt]);
  const { refetch } = query;
  useEffect(() => listenToPending(() => void refetch()), [refetch]);
  useEffect(
    () =>
      listenToOtherTabs((note) => {
        if (note.kind === "signed-out") markLost();
        else void refetch();
      }),
    [refetch],
  );

  if (me === undefined) {
    if (isGone) return <Navigate to={signInPath(location)} replace />;
    if (query.error) {
      return (
        <div className="yj-alone">
          <Problem error={query.error} onRetry={() => void query.refetch()} />
        </div>
      );
    }
    return <Waiting />;
  }
  const owed = me.assurance?.pending ?? null;
  if (owed !== null && session.kind !== "lost") return <Pending me={me} step={owed} />;
  return (
    <MeContext value={me}>
      {children}
      <SessionDialog me={me} />
      <ConfirmDialog me={me} />
      <Downloads />
    </MeContext>
  );
}
