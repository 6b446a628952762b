import { Binary, ROUTES } from "@yunjian/contract";
import { describe, expect, it } from "vitest";
import { downloadOf } from "../src/lib/downloads.ts";

const origin = "https://yunjian.example";
const link = (href: string) => ({ href }) as HTMLAnchorElement;

describe("downloads", () => {
  it("are held exactly where the server asks who sits there", () => {
    // Shown in the page, not taken away: no link of it is ever clicked.
    const files = ROUTES.filter((route) => route.response === Binary && !route.path.endsWith("/show"));
    expect(files.length).toBeGreaterThan(5);
    for (const { path, confirm } of files) {
      const address = path.replace(/:\w+/g, "x");
      expect(downloadOf(link(`${origin}${address}`), origin), path).toBe(confirm ? address : undefined);
    }
  });

  it("are nothing but links to our own files", () => {
    for (const href of [
      `${origin}/people`,
      "https://elsewhere.example/api/files/1/download",
      `blob:${origin}/1`,
    ])
      expect(downloadOf(link(href), origin)).toBeUndefined();
  });
});
