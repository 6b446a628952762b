import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

const PAGE = fileURLToPath(new URL("../../../../web/dist/verify.html", import.meta.url));

/** The page that verifies a package offline, as the web client's build made it: one file, nothing loaded. */
export async function verifierPage(): Promise<string> {
  try {
    return await readFile(PAGE, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    // A server without the built client still makes packages, and says what is missing from them.
    return `<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>核验证据包</title></head>
<body><p>生成本证据包的服务器未安装网页端，未能附上核验页面。请使用命令行：<code>yunjian verify 文件名</code></p>
<p lang="en">The server that made this package has no web client, so the verifying page is missing. Use <code>yunjian verify FILE</code>.</p></body></html>
`;
  }
}
