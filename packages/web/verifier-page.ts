import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import { build, type Plugin } from "vite";

const FOLDER = path.join(import.meta.dirname, "src", "verifier");

/**
 * The page that verifies evidence packages offline: one file with everything in it, put into every package by the
 * server. It may load nothing and reach nothing: its policy names its own script and style by their hashes.
 */
export function verifierPage(): Plugin {
  return {
    name: "verifier-page",
    apply: "build",
    async generateBundle() {
      const built = await build({
        configFile: false,
        root: import.meta.dirname,
        logLevel: "error",
        publicDir: false,
        build: {
          write: false,
          target: "es2022",
          lib: { entry: path.join(FOLDER, "main.ts"), formats: ["iife"], name: "verifier" },
        },
      });
      const [output] = Array.isArray(built) ? built : [built];
      const chunks = output && "output" in output ? output.output : [];
      const [chunk] = chunks;
      if (chunks.length !== 1 || chunk?.type !== "chunk")
        throw new Error("the verifier page is to be one script");
      // The end of the element must not stand in the script itself.
      const script = chunk.code.replaceAll("</script", "<\\/script").replaceAll("<!--", "<\\!--");
      const style = readFileSync(path.join(FOLDER, "style.css"), "utf8");
      const hash = (text: string) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
      const policy = [
        "default-src 'none'",
        `script-src ${hash(script)}`,
        `style-src ${hash(style)}`,
        "base-uri 'none'",
        "form-action 'none'",
      ].join("; ");
      const source = readFileSync(path.join(FOLDER, "page.html"), "utf8")
        // Functions, because a script may hold what replace() takes for a pattern.
        .replace("%POLICY%", () => policy)
        .replace("%STYLE%", () => style)
        .replace("%SCRIPT%", () => script);
      this.emitFile({ type: "asset", fileName: "verify.html", source });
    },
  };
}
