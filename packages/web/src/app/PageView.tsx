import { Button, Spin } from "antd";
import { Component, type ReactNode, Suspense, use, useEffect } from "react";
import { Link, useLocation } from "react-router";
import { useText } from "../lib/language.ts";
import { can, MeContext } from "../lib/me.ts";
import { RouteTitleContext } from "../lib/title.ts";
import { useWord } from "../lib/words.ts";
import { EmptyHint } from "../ui/EmptyHint.tsx";
import { neededFor, type PageRoute } from "./routes.ts";

/** One page: its title, whether one may see it, what is shown while it loads or when it breaks. */
export function PageView({ page }: { readonly page: PageRoute }) {
  const text = useText();
  const me = use(MeContext);
  const { pathname } = useLocation();
  const title = text(page.title);
  const product = text("shell.product");
  useEffect(() => {
    document.title = `${title} · ${product}`;
  }, [title, product]);
  const Page = page.page;
  if (me !== null && !can(me, neededFor(page))) return <Forbidden />;
  return (
    <RouteTitleContext value={title}>
      <Boundary key={pathname}>
        <Suspense fallback={<Waiting />}>
          <Page />
        </Suspense>
      </Boundary>
    </RouteTitleContext>
  );
}

export function Waiting() {
  const text = useText();
  return (
    <div className="yj-waiting" role="status" aria-label={text("shell.loading")}>
      <Spin delay={250} />
    </div>
  );
}

export function NotFound() {
  const text = useText();
  const title = text("shell.notFound");
  useEffect(() => {
    document.title = `${title} · ${text("shell.product")}`;
  }, [title, text]);
  return (
    <EmptyHint
      title={title}
      hint={text("shell.notFoundHint")}
      action={<Link to="/">{text("shell.goHome")}</Link>}
    />
  );
}

function Forbidden() {
  const text = useText();
  const word = useWord();
  const posts = use(MeContext)?.posts.map((post) => word("post", post)) ?? [];
  return (
    <EmptyHint
      title={text("shell.forbidden")}
      hint={text("shell.forbiddenHint", { posts: posts.join(text("shell.listComma")) })}
      action={<Link to="/">{text("shell.goHome")}</Link>}
    />
  );
}

/** A page that breaks takes nothing else with it. */
class Boundary extends Component<{ readonly children: ReactNode }, { readonly error: Error | null }> {
  override state: { readonly error: Error | null } = { error: null };
  static getDerivedStateFromError(error: Error) {
    return { error };
  }
  override render() {
    if (this.state.error === null) return this.props.children;
    return <Broken error={this.state.error} onRetry={() => this.setState({ error: null })} />;
  }
}

function Broken({ error, onRetry }: { readonly error: Error; readonly onRetry: () => void }) {
  const text = useText();
  // A part of the page is gone from the server: a newer version was installed.
  const isOld = /dynamically imported module|Importing a module script failed|preload CSS/i.test(
    error.message,
  );
  return (
    <div role="alert">
      <EmptyHint
        title={text(isOld ? "common.problem.newVersion" : "common.problem.pageFailed")}
        hint={isOld ? undefined : text("common.problem.pageFailedHint")}
        action={
          <Button type="primary" onClick={() => (isOld ? location.reload() : onRetry())}>
            {text(isOld ? "common.problem.reload" : "common.retry")}
          </Button>
        }
      />
    </div>
  );
}
