/**
 * Everything an operator can set, in one place. No other file reads the environment, so this table
 * is the whole truth: docs/CONFIGURATION.md is written from it and a test compares the two.
 */
import { existsSync } from "node:fs";
import { isIP } from "node:net";
import path from "node:path";

export type Text = { zh: string; en: string };

export type Setting = { name: string; default: Text | string; about: Text };

export const SETTINGS: readonly Setting[] = [
  {
    name: "PORT",
    default: "8420",
    about: { zh: "监听端口；0 表示自动选择空闲端口", en: "Port to listen on; 0 picks a free one" },
  },
  {
    name: "HOST",
    default: "127.0.0.1",
    about: {
      zh: "监听地址；0.0.0.0 或 :: 对外开放。演示模式只允许本机回环地址",
      en: "Address to listen on; 0.0.0.0 or :: opens it to the network. Demo mode allows loopback only",
    },
  },
  {
    name: "YUNJIAN_DATA",
    default: { zh: "./data（演示模式 ./data-demo）", en: "./data (demo mode: ./data-demo)" },
    about: {
      zh: "数据目录：内置数据库、文件、密钥",
      en: "Data folder: embedded database, files, keys",
    },
  },
  {
    name: "DATABASE_URL",
    default: { zh: "空：使用内置 PostgreSQL", en: "empty: embedded PostgreSQL" },
    about: {
      zh: "外部 PostgreSQL（15 及以上）的应用账号，不得为超级用户，也不得有 BYPASSRLS",
      en: "Application login of an external PostgreSQL (15 or newer); neither superuser nor BYPASSRLS",
    },
  },
  {
    name: "DATABASE_ADMIN_URL",
    default: { zh: "空", en: "empty" },
    about: {
      zh: "外部数据库的管理账号，用于建表和升级；不设置时只检查表结构版本，不升级",
      en: "Login that creates and upgrades the schema of the external database; without it the schema is only checked",
    },
  },
  {
    name: "SMTP_URL",
    default: { zh: "空：不发送邮件", en: "empty: no mail" },
    about: {
      zh: "邮件服务器，如 smtp://user:password@mail.example.gov.cn:587",
      en: "Mail server, such as smtp://user:password@mail.example.gov.cn:587",
    },
  },
  {
    name: "MAIL_FROM",
    default: "Yunjian <yunjian@localhost>",
    about: { zh: "邮件发件人", en: "Sender of mails" },
  },
  {
    name: "PUBLIC_URL",
    default: { zh: "http(s)://localhost:端口", en: "http(s)://localhost:PORT" },
    about: {
      zh: "用户在浏览器中看到的地址，用于邮件链接、通行密钥和来源校验",
      en: "The address people see in the browser: for links in mails, passkeys and the origin check",
    },
  },
  {
    name: "TLS_CERT",
    default: { zh: "空：HTTP", en: "empty: plain HTTP" },
    about: {
      zh: "PEM 证书链文件，须与 TLS_KEY 同时设置",
      en: "File with the PEM certificate chain; needs TLS_KEY",
    },
  },
  {
    name: "TLS_KEY",
    default: { zh: "空", en: "empty" },
    about: {
      zh: "PEM 私钥文件，须与 TLS_CERT 同时设置",
      en: "File with the PEM private key; needs TLS_CERT",
    },
  },
  {
    name: "TRUSTED_PROXIES",
    default: { zh: "空：不信任", en: "empty: none" },
    about: {
      zh: "可信反向代理的 IP 或网段，逗号分隔；只采信它们转发的客户端地址",
      en: "Addresses or networks of reverse proxies, separated by commas; only their word about the client address is taken",
    },
  },
  {
    name: "LOG_LEVEL",
    default: "info",
    about: {
      zh: "日志级别：trace、debug、info、warn、error、silent",
      en: "Log level: trace, debug, info, warn, error, silent",
    },
  },
];

export type ArgumentName = "--demo" | "--seed" | "--help";

export const ARGUMENTS: readonly { name: ArgumentName; value?: string; about: Text }[] = [
  {
    name: "--demo",
    about: {
      zh: "演示城市：独立的数据目录，只在本机可访问",
      en: "A demo city in a data folder of its own, reachable from this machine only",
    },
  },
  {
    name: "--seed",
    value: "N",
    about: {
      zh: "演示数据的随机种子，默认 1；同一种子总是得到同样的数据",
      en: "Seed of the demo data, default 1; the same seed always gives the same data",
    },
  },
  { name: "--help", about: { zh: "显示本说明", en: "Show this help" } },
];

export const LOG_LEVELS = ["trace", "debug", "info", "warn", "error", "silent"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export type DatabaseConfig = { kind: "embedded" } | { kind: "external"; url: string; adminUrl?: string };

export type Config = {
  demo: boolean;
  seed: number;
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
    logLevel: isLogLevel(logLevel) ? logLevel : "info",
  };
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

export function usage(): string {
  const rows = ARGUMENTS.map(({ name, value, about }) => {
    const left = value ? `${name} ${value}` : name;
    return `  ${left.padEnd(10)} ${about.zh}\n  ${" ".repeat(10)} ${about.en}`;
  });
  const settings = SETTINGS.map(({ name, about }) => `  ${name.padEnd(20)} ${about.zh}`);
  return ["npm start -- [--demo] [--seed N]", "", ...rows, "", "环境变量 / environment:", ...settings].join(
    "\n",
  );
}

type Refuse = (name: string, problem: Text, remedy: Text) => void;

function readArguments(
  argv: readonly string[],
  refuse: Refuse,
): { demo: boolean; seed: number; help: boolean } {
  const found = { demo: false, seed: 1, help: false };
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

export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || (isIP(host) === 4 && host.startsWith("127."));
}

function isLogLevel(value: string): value is LogLevel {
  return (LOG_LEVELS as readonly string[]).includes(value);
}
