import { useEffect, useRef, useState } from "react";
import { Outlet, useLocation } from "react-router";
import { useText } from "../lib/language.ts";
import { keep, kept } from "../lib/store.ts";
import { Header } from "./Header.tsx";
import { Navigation } from "./Navigation.tsx";
import { useEntry } from "./entry.ts";

/** Header, navigation, content. */
export function Frame() {
  const text = useText();
  const { pathname } = useLocation();
  const entry = useEntry();
  const content = useRef<HTMLElement>(null);
  const before = useRef(pathname);
  const [narrow, setNarrow] = useState(() => kept<boolean>("nav-narrow") ?? false);

  // A new page begins at its top, for the eye and for the keyboard.
  useEffect(() => {
    if (before.current === pathname) return;
    before.current = pathname;
    window.scrollTo(0, 0);
    content.current?.focus({ preventScroll: true });
  }, [pathname]);

  return (
    <div className={narrow ? "yj-frame yj-frame-narrow" : "yj-frame"}>
      <a className="yj-skip" href="#content">
        {text("shell.skip")}
      </a>
      <Header />
      <Navigation
        narrow={narrow}
        onNarrow={(next) => {
          setNarrow(next);
          keep("nav-narrow", next);
        }}
      />
      <main id="content" className="yj-content" ref={content} tabIndex={-1}>
        {entry?.demo && <p className="yj-demo">{text("shell.demo")}</p>}
        <Outlet />
      </main>
    </div>
  );
}
