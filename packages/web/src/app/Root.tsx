import { QueryClientProvider } from "@tanstack/react-query";
import { App, ConfigProvider, type ConfigProviderProps } from "antd";
import enUS from "antd/es/locale/en_US.js";
import zhCN from "antd/es/locale/zh_CN.js";
import dayjs from "dayjs";
import "dayjs/locale/zh-cn.js";
import { useEffect, useState } from "react";
import { BrowserRouter, Route, Routes } from "react-router";
import { queryClient } from "../lib/api.ts";
import { useLang } from "../lib/language.ts";
import { nonce } from "../lib/nonce.ts";
import { Frame } from "./Frame.tsx";
import { Home } from "./Home.tsx";
import { NotFound, PageView } from "./PageView.tsx";
import { PAGES } from "./routes.ts";
import { SignedIn } from "./SignedIn.tsx";
import { themeFor } from "./theme.ts";

/** Everything around the pages: theme, language, data, addresses. */
export function Root() {
  const lang = useLang();
  const wall = useWall();
  useEffect(() => {
    dayjs.locale(lang === "zh" ? "zh-cn" : "en");
  }, [lang]);
  return (
    <ConfigProvider
      csp={{ nonce }}
      locale={localeOf(lang === "zh" ? zhCN : enUS)}
      theme={themeFor(wall)}
      button={{ autoInsertSpace: false }}
      form={{ requiredMark: true, scrollToFirstError: { focus: true, block: "center" } }}
    >
      <App className="yj-app" message={{ maxCount: 3 }}>
        <QueryClientProvider client={queryClient}>
          <BrowserRouter>
            <Pages />
          </BrowserRouter>
        </QueryClientProvider>
      </App>
    </ConfigProvider>
  );
}

function Pages() {
  const open = PAGES.filter((page) => page.open === true);
  const inside = PAGES.filter((page) => page.open !== true);
  return (
    <Routes>
      {open.map((page) => (
        <Route key={page.path} path={page.path} element={<PageView page={page} />} />
      ))}
      <Route
        element={
          <SignedIn>
            <Frame />
          </SignedIn>
        }
      >
        {inside.map((page) => (
          <Route key={page.path} path={page.path} element={<PageView page={page} />} />
        ))}
        {!inside.some((page) => page.path === "/") && <Route path="/" element={<Home />} />}
        <Route path="*" element={<NotFound />} />
      </Route>
    </Routes>
  );
}

type Locale = NonNullable<ConfigProviderProps["locale"]>;

/** TypeScript reads antd's modules as CommonJS, the bundler as what they are. */
function localeOf(module: Locale | { readonly default: Locale }): Locale {
  return "default" in module ? module.default : module;
}

const WALL = "(min-width: 2200px)";

function useWall(): boolean {
  const [wall, setWall] = useState(() => window.matchMedia(WALL).matches);
  useEffect(() => {
    const query = window.matchMedia(WALL);
    const listener = () => setWall(query.matches);
    query.addEventListener("change", listener);
    return () => query.removeEventListener("change", listener);
  }, []);
  return wall;
}
