/** The only file that reads the environment. What can be set is listed in config-settings.ts. */
import { existsSync } from "node:fs";
import { isIP } from "node:net";
import path from "node:path";
import { ARGUMENTS, SETTINGS, type Text } from "./config-settings.ts";
import { type EvidenceConfig, readEvidence } from "./config-evidence.ts";
import { type LedgerConfig, readLedger } from "./config-ledger.ts";
import { readScanner } from "./config-scanner.ts";
import type { ClamdAddress } from "./scanner/clamd.ts";
import { DEFAULT_RATES, type RateLimits } from "./http/limits.ts";
import { type AllowedHost, readAllowedHost } from "./http/outgoing-addresses.ts";

export const LOG_LEVELS = ["trace", "debug", "info", "warn", "error", "silent"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export type DatabaseConfig = { kind: "embedded" } | { kind: "external"; url: string; adminUrl?: string };

export type Config = {
  demo: boolean;
  seed: number;
  /** How far back the history of the demo city goes. */
  months: number;
  help: boolean;
  host: string;
  port: number;
  /** Absolute. */
  dataDir: string;
  database: DatabaseConfig;
  /** Absent: mails wait in the outbox. */
  smtpUrl?: string;
  mailFrom: string;
  /** Without a slash at the end. Absent when it follows from the port (see `publicUrlOf`). */
  publicUrl?: string;
  tls?: { certFile: string; keyFile: string };
  trustedProxies: string[];
  /** Hosts inside the closed network that the server itself may call (see platform/http/outgoing.ts). */
  outgoingHosts: AllowedHost[];
  evidence: EvidenceConfig;
  ledger: LedgerConfig;
  /** The malware scanner; absent: nothing is scanned. */
  scanner?: ClamdAddress;
  /** Null: off. */
  rateLimits: RateLimits | null;
  logLevel: LogLevel;
};

export type ConfigProblem = { name: string; problem: Text; remedy: Text };

export class ConfigError extends Error {
  readonly problems: readonly ConfigProblem[];

  constructor(problems: readonly ConfigProblem[]) {
    const lines = problems.flatMap(({ name, problem, remedy }) => [
      `  ${name}: ${problem.zh}。${remedy.zh}。`,
      `  ${" ".repeat(name.length)}  ${problem.en}. ${remedy.en}.`,
    ]);
    super(["配置有误，未启动 / the configuration is wrong, nothing was started:", ...lines].join("\n"));
    this.name = "ConfigError";
    this.problems = problems;
  }
}

type Environment = Readonly<Record<string, string | undefined>>;

export function readConfig(
  argv: readonly string[] = process.argv.slice(2),
  env: Environment = process.env,
): Config {
  const problems: ConfigProblem[] = [];
  const refuse = (name: string, problem: Text, remedy: Text): void => {
    problems.push({ name, problem, remedy });
  };
  const text = (name: string): string | undefined => {
    const value = env[name]?.trim();
    return value === "" ? undefined : value;
  };

  const args = readArguments(argv, refuse);
  const port = readPort(text("PORT") ?? "8420", refuse);
  const host = text("HOST") ?? "127.0.0.1";
  if (args.demo && !isLoopback(host)) {
    refuse(
      "HOST",
      {
        zh: `演示模式的账号口令是公开的，不能监听 ${host}`,
        en: `the demo accounts are public, so the demo cannot listen on ${host}`,
      },
      { zh: "请去掉 HOST，或改为 127.0.0.1", en: "Remove HOST, or set it to 127.0.0.1" },
    );
  }

  const logLevel = text("LOG_LEVEL") ?? "info";
  if (!isLogLevel(logLevel)) {
    refuse(
      "LOG_LEVEL",
      { zh: `没有“${logLevel}”这个级别`, en: `there is no level "${logLevel}"` },
      { zh: `可用：${LOG_LEVELS.join("、")}`, en: `Use one of ${LOG_LEVELS.join(", ")}` },
    );
  }

  const config: Config = {
    ...args,
    host,
    port,
    dataDir: path.resolve(text("YUNJIAN_DATA") ?? (args.demo ? "data-demo" : "data")),
    database: readDatabase(args.demo, text, refuse),
    mailFrom: text("MAIL_FROM") ?? "Yunjian <yunjian@localhost>",
    trustedProxies: readProxies(text("TRUSTED_PROXIES"), refuse),
    outgoingHosts: readOutgoing(text("OUTGOING_HOSTS"), refuse),
    evidence: readEvidence(text, refuse),
    ledger: readLedger(text, refuse),
    rateLimits: readRates(text("RATE_LIMITS"), refuse),
    logLevel: isLogLevel(logLevel) ? logLevel : "info",
  };
  const scanner = readScanner(text, refuse);
  if (scanner) config.scanner = scanner;
  const smtpUrl = readUrl("SMTP_URL", text("SMTP_URL"), ["smtp:", "smtps:"], refuse);
  if (smtpUrl) config.smtpUrl = smtpUrl;
  const publicUrl = readUrl("PUBLIC_URL", text("PUBLIC_URL"), ["http:", "https:"], refuse);
  if (publicUrl) config.publicUrl = publicUrl.replace(/\/+$/, "");
  const tls = readTls(text("TLS_CERT"), text("TLS_KEY"), refuse);
  if (tls) config.tls = tls;

  if (problems.length > 0) throw new ConfigError(problems);
  return config;
}

/** The address to print and to build links from, once the port is known. */
export function publicUrlOf(config: Config, port: number): string {
  return config.publicUrl ?? `${config.tls ? "https" : "http"}://localhost:${port}`;
}

/** What only the test suites may set. */
export function readTestConfig(env: Environment = process.env): { databaseAdminUrl?: string } {
  const url = env["TEST_DATABASE_ADMIN_URL"];
  return url ? { databaseAdminUrl: url } : {};
}

/** The environment a child process gets: enough to run, none of our secrets. */
export function childEnvironment(env: Environment = process.env): Record<string, string> {
  const kept: Record<string, string> = { LC_ALL: "C", TZ: "UTC" };
  for (const name of ["PATH", "TMPDIR", "LD_LIBRARY_PATH"]) {
    const value = env[name];
    if (value !== undefined) kept[name] = value;
  }
  return kept;
}

/** What the driver of a token gets: every maker has variables of its own, so all but our settings. */
export function tokenEnvironment(env: Environment = process.env): Record<string, string> {
  const ours = new Set(SETTINGS.map(({ name }) => name));
  return Object.fromEntries(
    Object.entries(env).filter(
      (pair): pair is [string, string] => pair[1] !== undefined && !ours.has(pair[0]),
    ),
  );
}

export function usage(): string {
  const rows = ARGUMENTS.map(({ name, value, about }) => {
    const left = value ? `${name} ${value}` : name;
    return `  ${left.padEnd(10)} ${about.zh}\n  ${" ".repeat(10)} ${about.en}`;
  });
  const settings = SETTINGS.map(({ name, about }) => `  ${name.padEnd(20)} ${about.zh}`);
  return [
    "npm start -- [--demo] [--seed N] [--months N]",
    "",
    ...rows,
    "",
    "环境变量 / environment:",
    ...settings,
  ].join("\n");
}

/** Two years: long enough for what happens once a year to have happened twice. */
const DEMO_MONTHS = 24;

type Refuse = (name: string, problem: Text, remedy: Text) => void;

function readArguments(
  argv: readonly string[],
  refuse: Refuse,
): { demo: boolean; seed: number; months: number; help: boolean } {
  const found = { demo: false, seed: 1, months: DEMO_MONTHS, help: false };
  for (let i = 0; i < argv.length; i += 1) {
    const [name, inline] = (argv[i] ?? "").split("=", 2);
    if (name === "--demo") found.demo = true;
    else if (name === "--help") found.help = true;
    else if (name === "--seed") {
      const value = inline ?? argv[(i += 1)] ?? "";
      if (/^\d{1,9}$/.test(value)) found.seed = Number(value);
      else {
        refuse(
          "--seed",
          { zh: `“${value}”不是非负整数`, en: `"${value}" is not a whole number` },
          { zh: "例如 --seed 7", en: "For example --seed 7" },
        );
      }
    } else if (name === "--months") {
      const value = Number(inline ?? argv[(i += 1)] ?? "");
      if (Number.isInteger(value) && value >= 1 && value <= DEMO_MONTHS) found.months = value;
      else {
        refuse(
          "--months",
          { zh: `应为 1 到 ${DEMO_MONTHS} 的整数`, en: `must be a whole number from 1 to ${DEMO_MONTHS}` },
          { zh: "例如 --months 6", en: "For example --months 6" },
        );
      }
    } else {
      const known = ARGUMENTS.map((argument) => argument.name).join(", ");
      refuse(
        name || "--",
        { zh: "没有这个参数", en: "no such argument" },
        { zh: `可用参数：${known}`, en: `Known arguments: ${known}` },
      );
    }
  }
  return found;
}

function readPort(value: string, refuse: Refuse): number {
  const port = Number(value);
  if (/^\d{1,5}$/.test(value) && port <= 65_535) return port;
  refuse(
    "PORT",
    { zh: `“${value}”不是 0 到 65535 的整数`, en: `"${value}" is not a whole number from 0 to 65535` },
    { zh: "例如 PORT=8420", en: "For example PORT=8420" },
  );
  return 0;
}

function readDatabase(
  demo: boolean,
  text: (name: string) => string | undefined,
  refuse: Refuse,
): DatabaseConfig {
  const schemes = ["postgres:", "postgresql:"];
  const url = readUrl("DATABASE_URL", text("DATABASE_URL"), schemes, refuse);
  const adminUrl = readUrl("DATABASE_ADMIN_URL", text("DATABASE_ADMIN_URL"), schemes, refuse);
  if (demo && (url || adminUrl)) {
    refuse(
      "DATABASE_URL",
      { zh: "演示数据不能写入外部数据库", en: "demo data does not belong into an external database" },
      {
        zh: "演示模式请去掉 DATABASE_URL 和 DATABASE_ADMIN_URL",
        en: "Remove DATABASE_URL and DATABASE_ADMIN_URL in demo mode",
      },
    );
  }
  if (adminUrl && !url) {
    refuse(
      "DATABASE_ADMIN_URL",
      { zh: "单独设置没有意义", en: "it means nothing on its own" },
      { zh: "请同时设置 DATABASE_URL", en: "Set DATABASE_URL as well" },
    );
  }
  if (!url) return { kind: "embedded" };
  return adminUrl ? { kind: "external", url, adminUrl } : { kind: "external", url };
}

/** The value is never repeated in the message: it may hold a password. */
function readUrl(
  name: string,
  value: string | undefined,
  schemes: string[],
  refuse: Refuse,
): string | undefined {
  if (value === undefined) return undefined;
  const scheme = URL.parse(value)?.protocol ?? URL.parse(value.replace("@/", "@localhost/"))?.protocol;
  if (scheme !== undefined && schemes.includes(scheme)) return value;
  const known = schemes.map((each) => `${each}//`).join(", ");
  refuse(
    name,
    { zh: "不是有效的地址", en: "it is not a valid address" },
    {
      zh: `应以 ${known} 开头，特殊字符须百分号编码`,
      en: `It starts with ${known}; special characters are percent-encoded`,
    },
  );
  return undefined;
}

function readTls(
  certFile: string | undefined,
  keyFile: string | undefined,
  refuse: Refuse,
): { certFile: string; keyFile: string } | undefined {
  for (const [name, file, other] of [
    ["TLS_CERT", certFile, keyFile],
    ["TLS_KEY", keyFile, certFile],
  ] as const) {
    if (file === undefined && other !== undefined) {
      refuse(
        name,
        { zh: "证书和私钥须同时设置", en: "certificate and key come together" },
        { zh: `请设置 ${name}`, en: `Set ${name}` },
      );
    }
    if (file !== undefined && !existsSync(file)) {
      refuse(
        name,
        { zh: `文件 ${file} 不存在或不可读`, en: `the file ${file} does not exist or cannot be read` },
        { zh: "请检查路径和权限", en: "Check the path and its permissions" },
      );
    }
  }
  return certFile && keyFile
    ? { certFile: path.resolve(certFile), keyFile: path.resolve(keyFile) }
    : undefined;
}

function readProxies(value: string | undefined, refuse: Refuse): string[] {
  const proxies = (value ?? "")
    .split(",")
    .map((each) => each.trim())
    .filter((each) => each !== "");
  for (const proxy of proxies) {
    const [address = "", bits, ...rest] = proxy.split("/");
    const family = isIP(address);
    const bitsAreFine =
      bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128));
    if (family === 0 || !bitsAreFine || rest.length > 0) {
      refuse(
        "TRUSTED_PROXIES",
        { zh: `“${proxy}”不是 IP 地址或网段`, en: `"${proxy}" is neither an address nor a network` },
        { zh: "例如 10.0.0.5,10.1.0.0/16", en: "For example 10.0.0.5,10.1.0.0/16" },
      );
    }
  }
  return proxies;
}

function readRates(value: string | undefined, refuse: Refuse): RateLimits | null {
  if (value === "off") return null;
  const rates: Record<keyof RateLimits, number> = { ...DEFAULT_RATES };
  for (const part of value?.split(",") ?? []) {
    const [, name = "", number = ""] = /^\s*(\w+)=(\d{1,7})\s*$/.exec(part) ?? [];
    if (name in rates && Number(number) > 0) rates[name as keyof RateLimits] = Number(number);
    else
      refuse(
        "RATE_LIMITS",
        { zh: `“${part.trim()}”不是限额`, en: `"${part.trim()}" is no limit` },
        {
          zh: `例如 ${Object.entries(DEFAULT_RATES).map(([each, per]) => `${each}=${per}`)}，或 off`,
          en: `For example ${Object.entries(DEFAULT_RATES).map(([each, per]) => `${each}=${per}`)}, or off`,
        },
      );
  }
  return rates;
}

function readOutgoing(value: string | undefined, refuse: Refuse): AllowedHost[] {
  return (value ?? "")
    .split(",")
    .map((each) => each.trim())
    .filter((each) => each !== "")
    .flatMap((each) => {
      const host = readAllowedHost(each);
      if (host) return [host];
      refuse(
        "OUTGOING_HOSTS",
        { zh: `“${each}”不是主机名或地址`, en: `"${each}" is neither a host name nor an address` },
        {
          zh: "例如 sso.example.gov.cn,10.1.2.3:8443；明文 HTTP 须写明 http://127.0.0.1:8080",
          en: "For example sso.example.gov.cn,10.1.2.3:8443; plain HTTP is named as http://127.0.0.1:8080",
        },
      );
      return [];
    });
}

export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || (isIP(host) === 4 && host.startsWith("127."));
}

function isLogLevel(value: string): value is LogLevel {
  return (LOG_LEVELS as readonly string[]).includes(value);
}
