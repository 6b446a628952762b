import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { makeKey } from "@yunjian/ledger";
import { describe, expect, test } from "vitest";
import { ConfigError, publicUrlOf, readConfig } from "../../src/platform/config.ts";
import { ARGUMENTS, SETTINGS } from "../../src/platform/config-settings.ts";

const WITNESS = makeKey("audit.example/w1", "cosignature").key.text;
function problemsOf(argv: string[], env: Record<string, string>): string[] {
  try {
    readConfig(argv, env);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems.map((problem) => problem.name);
    throw error;
  }
  return [];
}

test("nothing set: embedded database, loopback, port 8420", () => {
  const config = readConfig([], {});
  expect(config).toMatchObject({
    demo: false,
    host: "127.0.0.1",
    port: 8420,
    dataDir: path.resolve("data"),
    database: { kind: "embedded" },
    trustedProxies: [],
    logLevel: "info",
  });
  expect(publicUrlOf(config, 8420)).toBe("http://localhost:8420");
});

test("everything set", () => {
  const config = readConfig(["--seed", "7"], {
    PORT: "0",
    HOST: "0.0.0.0",
    YUNJIAN_DATA: "/srv/yunjian",
    DATABASE_URL: "postgres://app:x@db/yunjian",
    DATABASE_ADMIN_URL: "postgres://owner:x@db/yunjian",
    SMTP_URL: "smtps://mail.example",
    MAIL_FROM: "云鉴 <yunjian@example.gov.cn>",
    PUBLIC_URL: "https://yunjian.example.gov.cn/",
    TLS_CERT: import.meta.filename,
    TLS_KEY: import.meta.filename,
    TRUSTED_PROXIES: "10.0.0.5, 10.1.0.0/16,fd00::/8",
    RATE_LIMITS: "entry=60, key=100",
    OUTGOING_HOSTS: "sso.example.gov.cn, 10.1.2.3:8443",
    LEDGER_TREES: "sm3",
    LEDGER_WITNESSES: `${WITNESS} https://audit.example/`,
    LEDGER_QUORUM: "1",
    LOG_LEVEL: "warn",
    EVIDENCE_CIPHER: "sm4-hmac-sm3",
    EVIDENCE_ROOT_KEY: "/mnt/key/root.json",
  });
  expect(config).toEqual({
    demo: false,
    evidence: { cipher: "sm4-hmac-sm3", rootKeyFile: "/mnt/key/root.json" },
    help: false,
    seed: 7,
    months: 24,
    host: "0.0.0.0",
    port: 0,
    dataDir: "/srv/yunjian",
    database: {
      kind: "external",
      url: "postgres://app:x@db/yunjian",
      adminUrl: "postgres://owner:x@db/yunjian",
    },
    smtpUrl: "smtps://mail.example",
    mailFrom: "云鉴 <yunjian@example.gov.cn>",
    publicUrl: "https://yunjian.example.gov.cn",
    tls: { certFile: import.meta.filename, keyFile: import.meta.filename },
    trustedProxies: ["10.0.0.5", "10.1.0.0/16", "fd00::/8"],
    rateLimits: { address: 6000, entry: 60, person: 1200, key: 100 },
    outgoingHosts: [
      { host: "sso.example.gov.cn", http: false },
      { host: "10.1.2.3", http: false, port: 8443 },
    ],
    ledger: { trees: ["sm3"], witnesses: [{ verifier: WITNESS, url: "https://audit.example" }], quorum: 1 },
    logLevel: "warn",
  });
});

describe("demo mode", () => {
  test("has its own data folder", () => {
    expect(readConfig(["--demo"], {})).toMatchObject({
      demo: true,
      seed: 1,
      months: 24,
      dataDir: path.resolve("data-demo"),
    });
  });

  test.each(["0.0.0.0", "::", "10.0.0.7", "example.com"])("never listens on %s", (HOST) => {
    expect(problemsOf(["--demo"], { HOST })).toEqual(["HOST"]);
  });

  test.each(["127.0.0.1", "127.8.8.8", "::1", "localhost"])("may listen on %s", (HOST) => {
    expect(problemsOf(["--demo"], { HOST })).toEqual([]);
  });

  test("does not write into an external database", () => {
    expect(problemsOf(["--demo"], { DATABASE_URL: "postgres://app@db/x" })).toEqual(["DATABASE_URL"]);
  });
});

test.each([
  [{ PORT: "80a" }, "PORT"],
  [{ PORT: "65536" }, "PORT"],
  [{ DATABASE_URL: "mysql://x" }, "DATABASE_URL"],
  [{ DATABASE_ADMIN_URL: "postgres://x/y" }, "DATABASE_ADMIN_URL"],
  [{ SMTP_URL: "mail.example:25" }, "SMTP_URL"],
  [{ PUBLIC_URL: "yunjian.example" }, "PUBLIC_URL"],
  [{ TLS_CERT: import.meta.filename }, "TLS_KEY"],
  [{ TLS_CERT: "/nowhere", TLS_KEY: import.meta.filename }, "TLS_CERT"],
  [{ TRUSTED_PROXIES: "10.0.0.0/40" }, "TRUSTED_PROXIES"],
  [{ OUTGOING_HOSTS: "*.gov.cn" }, "OUTGOING_HOSTS"],
  [{ RATE_LIMITS: "person=none" }, "RATE_LIMITS"],
  [{ LOG_LEVEL: "loud" }, "LOG_LEVEL"],
])("%j is refused by name", (env, name) => {
  expect(problemsOf([], env)).toEqual([name]);
});

test("all problems are told at once, with remedy, without repeating a password", () => {
  const env = { PORT: "x", DATABASE_URL: "mysql://app:s3cret@db/x" };
  expect(() => readConfig(["--dmeo", "--seed", "many"], env)).toThrow(
    /--dmeo[\s\S]*--seed[\s\S]*PORT[\s\S]*DATABASE_URL/,
  );
  expect(() => readConfig([], env)).not.toThrow(/s3cret/);
});

test("a bucket needs an address with its name, and keys from a file", () => {
  const keys = path.join(mkdtempSync(path.join(tmpdir(), "yunjian-config-")), "keys");
  writeFileSync(keys, "AK\nSK/with+signs=\n");
  const url = "https://s3.example.gov.cn:9000/evidence/city";
  const read = (env: Record<string, string>) => readConfig([], { EVIDENCE_STORE: "s3", ...env }).evidence;
  expect(read({ EVIDENCE_S3_URL: `${url}/`, EVIDENCE_S3_KEYS: keys, EVIDENCE_S3_REGION: "cn-1" })).toEqual({
    cipher: "aes-256-gcm",
    store: "s3",
    s3: { url, region: "cn-1", accessKeyId: "AK", secretAccessKey: "SK/with+signs=" },
  });
  const wrong: [Record<string, string>, string][] = [
    [{}, "EVIDENCE_S3_URL"],
    [{ EVIDENCE_STORE: "tape" }, "EVIDENCE_STORE"],
    [{ EVIDENCE_S3_URL: "https://s3.example.gov.cn", EVIDENCE_S3_KEYS: keys }, "EVIDENCE_S3_URL"],
    [
      { EVIDENCE_S3_URL: "https://AK:SK@s3.example.gov.cn/evidence", EVIDENCE_S3_KEYS: keys },
      "EVIDENCE_S3_URL",
    ],
    [{ EVIDENCE_S3_URL: url }, "EVIDENCE_S3_KEYS"],
    [{ EVIDENCE_S3_URL: url, EVIDENCE_S3_KEYS: "/nowhere" }, "EVIDENCE_S3_KEYS"],
    [{ EVIDENCE_S3_URL: url, EVIDENCE_S3_KEYS: keys, EVIDENCE_S3_CA: "/nowhere" }, "EVIDENCE_S3_CA"],
  ];
  for (const [env, name] of wrong) expect(() => read(env)).toThrow(name);
});

test("docs/CONFIGURATION.md names every setting and argument with its default, and no other", () => {
  const page = readFileSync(path.join(import.meta.dirname, "../../../../docs/CONFIGURATION.md"), "utf8");
  const rows = [...page.matchAll(/^\| `([^`]+)` \| (.*?) \| (.*?) \|$/gm)].map((row) => row.slice(1, 4));
  const settings = SETTINGS.map((setting) => {
    const fallback = typeof setting.default === "string" ? `\`${setting.default}\`` : setting.default.en;
    return [setting.name, fallback, setting.about.en];
  });
  const argumentRows = ARGUMENTS.map(({ name, value, about }) => [
    value ? `${name} ${value}` : name,
    "",
    about.en,
  ]);
  expect(rows.map((row) => row.map((cell) => cell?.trim()))).toEqual([...settings, ...argumentRows]);
});
