import { useQueryClient } from "@tanstack/react-query";
import { finishSso } from "@yunjian/contract";
import { Skeleton } from "antd";
import { useEffect, useRef } from "react";
import { Link, useNavigate } from "react-router";
import { OpenPage } from "../../app/OpenPage.tsx";
import { useChange } from "../../lib/api.ts";
import { useText } from "../../lib/language.ts";
import { tellOtherTabs } from "../../lib/session.ts";
import { Problem } from "../../ui/Problem.tsx";

/** Where the provider sends the browser back to; what it brought is handed to the server once. */
export default function SsoReturnPage() {
  const text = useText();
  const navigate = useNavigate();
  const client = useQueryClient();
  const begun = useRef(false);
  const finish = useChange(finishSso, {
    errors: "page",
    refresh: false,
    onDone: () => {
      client.clear();
      tellOtherTabs({ kind: "signed-in" });
      void navigate("/", { replace: true });
    },
  });
  const { run } = finish;
  useEffect(() => {
    if (begun.current) return;
    begun.current = true;
    const { search } = location;
    // The code is worth nothing afterwards, and has no business in the history.
    history.replaceState(null, "", location.pathname);
    void run({ body: { search } });
  }, [run]);
  return (
    <OpenPage title={text("signIn.sso.title")}>
      {finish.error ? (
        <>
          <Problem error={finish.error} />
          <Link className="yj-open-next" to="/sign-in">
            {text("identity.setup.toSignIn")}
          </Link>
        </>
      ) : (
        <Skeleton active />
      )}
    </OpenPage>
  );
}
