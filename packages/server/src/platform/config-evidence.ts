import { readFileSync } from "node:fs";
import path from "node:path";
import { CIPHERS, type CipherName } from "./blobs/suites.ts";
import type { Text } from "./config-settings.ts";

export type EvidenceConfig = {
  cipher: CipherName;
  /** Absolute; absent: in the keys folder of the data folder. */
  rootKeyFile?: string;
  /** The device that keeps the root key; absent: a file does. */
  token?: TokenConfig;
  /** Where new objects go; absent: the folder. */
  store?: "s3";
  /** The bucket, also when it is only read from any more. */
  s3?: S3Config;
};

export type TokenConfig = {
  module: string;
  label: string;
  /** Read at every use, never kept. */
  pinFile: string;
};

export type S3Config = {
  /** With bucket and, if wanted, a prefix in its path. */
  url: string;
  region: string;
  accessKeyId: string;
  secretAccessKey: string;
  /** Certificates to trust besides the machine's. */
  caFile?: string;
};

type Refuse = (name: string, problem: Text, remedy: Text) => void;
type Read = (name: string) => string | undefined;

export function readEvidence(text: Read, refuse: Refuse): EvidenceConfig {
  const given = text("EVIDENCE_CIPHER") ?? CIPHERS[0];
  const cipher = CIPHERS.find((each) => each === given);
  if (!cipher) {
    refuse(
      "EVIDENCE_CIPHER",
      { zh: `没有“${given}”这种加密方式`, en: `there is no cipher "${given}"` },
      { zh: `可用：${CIPHERS.join("、")}`, en: `Use ${CIPHERS.join(" or ")}` },
    );
  }
  const root = text("EVIDENCE_ROOT_KEY");
  const store = text("EVIDENCE_STORE") ?? "folder";
  if (store !== "folder" && store !== "s3") {
    refuse(
      "EVIDENCE_STORE",
      { zh: `没有“${store}”这种存储方式`, en: `there is no store "${store}"` },
      { zh: "可用：folder、s3", en: "Use folder or s3" },
    );
  }
  const token = readToken(text, refuse);
  const s3 = readS3(text, refuse, store === "s3");
  return {
    cipher: cipher ?? CIPHERS[0],
    ...(root !== undefined && { rootKeyFile: path.resolve(root) }),
    ...(token && { token }),
    ...(s3 && { s3 }),
    ...(store === "s3" && { store }),
  };
}

/** A PKCS#11 URI (RFC 7512) with token, module-path and pin-source. */
function readToken(text: Read, refuse: Refuse): TokenConfig | undefined {
  const given = text("EVIDENCE_PKCS11");
  if (given === undefined) return undefined;
  const parts = new Map(
    given
      .replace(/^pkcs11:/, "")
      .split(/[;?&]/)
      .map((each) => {
        const [name = "", ...value] = each.split("=");
        return [name, decoded(value.join("="))] as const;
      }),
  );
  const [label, module] = [parts.get("token"), parts.get("module-path")];
  const pinFile = parts.get("pin-source")?.replace(/^file:(\/\/)?/, "");
  if (given.startsWith("pkcs11:") && label && module && pinFile)
    return { label, module: path.resolve(module), pinFile: path.resolve(pinFile) };
  refuse(
    "EVIDENCE_PKCS11",
    {
      zh: "不是完整的 PKCS#11 地址（RFC 7512）",
      en: "this is no complete PKCS#11 address (RFC 7512)",
    },
    {
      zh: "写法：pkcs11:token=标签?module-path=/驱动.so&pin-source=file:/PIN文件",
      en: "Write pkcs11:token=LABEL?module-path=/driver.so&pin-source=file:/pin",
    },
  );
  return undefined;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return "";
  }
}

function readS3(text: Read, refuse: Refuse, needed: boolean): S3Config | undefined {
  const given = text("EVIDENCE_S3_URL");
  if (given === undefined) {
    if (needed)
      refuse(
        "EVIDENCE_S3_URL",
        { zh: "使用 S3 存储须指明存储桶地址", en: "the S3 store needs the address of its bucket" },
        {
          zh: "如 https://s3.example.gov.cn/yunjian",
          en: "Set it, as in https://s3.example.gov.cn/yunjian",
        },
      );
    return undefined;
  }
  const url = URL.canParse(given) ? new URL(given) : undefined;
  if (
    !url ||
    !["http:", "https:"].includes(url.protocol) ||
    !/^\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](\/[A-Za-z0-9._/-]*)?$/.test(url.pathname) ||
    url.search !== "" ||
    url.username !== ""
  ) {
    refuse(
      "EVIDENCE_S3_URL",
      {
        zh: `“${given}”不是带存储桶名的 http(s) 地址`,
        en: `"${given}" is no http(s) address with the name of a bucket`,
      },
      {
        zh: "如 https://s3.example.gov.cn/yunjian 或 …/yunjian/前缀；密钥另行设置",
        en: "Write https://s3.example.gov.cn/yunjian or .../yunjian/prefix; keys are set apart",
      },
    );
    return undefined;
  }
  const keys = readKeys(text, refuse);
  const ca = text("EVIDENCE_S3_CA");
  if (ca !== undefined) contentOf("EVIDENCE_S3_CA", ca, refuse);
  return {
    url: url.href.replace(/\/+$/, ""),
    region: text("EVIDENCE_S3_REGION") ?? "us-east-1",
    ...keys,
    ...(ca !== undefined && { caFile: path.resolve(ca) }),
  };
}

/** Two lines of a file: id and secret. */
function readKeys(text: Read, refuse: Refuse): Pick<S3Config, "accessKeyId" | "secretAccessKey"> {
  const file = text("EVIDENCE_S3_KEYS");
  const content = file === undefined ? "" : contentOf("EVIDENCE_S3_KEYS", file, refuse);
  const [accessKeyId = "", secretAccessKey = ""] = content.split(/\s+/).filter(Boolean);
  if (secretAccessKey === "") {
    refuse(
      "EVIDENCE_S3_KEYS",
      { zh: "没有访问密钥", en: "there are no access keys" },
      {
        zh: "请指明一个文件：第一行 Access Key，第二行 Secret Key",
        en: "Name a file with the access key on its first line and the secret key on its second",
      },
    );
  }
  return { accessKeyId, secretAccessKey };
}

function contentOf(name: string, file: string, refuse: Refuse): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const { code = "" } = error as NodeJS.ErrnoException;
    refuse(
      name,
      { zh: `无法读取 ${file}（${code}）`, en: `cannot read ${file} (${code})` },
      { zh: "请检查路径与权限", en: "Check the path and its permissions" },
    );
    return "";
  }
}
