/**
 * Everything an operator can set. No other file knows a variable or an argument, so this list is the
 * whole truth: a test compares docs/CONFIGURATION.md with it.
 */

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
    name: "OUTGOING_HOSTS",
    default: { zh: "空：只访问公网地址", en: "empty: public addresses only" },
    about: {
      zh: "服务器可主动访问的内网主机（如统一身份认证），逗号分隔，可带端口；未列出的内网地址一律拒绝",
      en: "Hosts inside the closed network that the server may call (an identity provider, for one), separated by commas, with port if wanted; any other address inside is refused",
    },
  },
  {
    name: "EVIDENCE_CIPHER",
    default: "aes-256-gcm",
    about: {
      zh: "新文件的加密方式：aes-256-gcm 或 sm4-hmac-sm3（国密）；已存文件按各自的方式读取",
      en: "How new files are encrypted: aes-256-gcm or sm4-hmac-sm3; what is stored is read as it was written",
    },
  },
  {
    name: "EVIDENCE_ROOT_KEY",
    default: { zh: "数据目录下的 keys/evidence/root.json", en: "keys/evidence/root.json in the data folder" },
    about: {
      zh: "证据存储根密钥文件；首次启动时生成。放在数据目录之外时须另行备份",
      en: "File of the evidence store's root key, made at the first start; outside the data folder it needs a backup of its own",
    },
  },
  {
    name: "EVIDENCE_PKCS11",
    default: { zh: "空：根密钥在文件中", en: "empty: the root key is in the file" },
    about: {
      zh: "保管根密钥的密码设备：pkcs11:token=标签?module-path=/驱动.so&pin-source=file:/PIN文件（RFC 7512）；需安装 OpenSC 的 pkcs11-tool",
      en: "Token that keeps the root key, pkcs11:token=LABEL?module-path=/driver.so&pin-source=file:/pin (RFC 7512); needs pkcs11-tool of OpenSC",
    },
  },
  {
    name: "EVIDENCE_STORE",
    default: "folder",
    about: {
      zh: "新文件存放位置：folder（数据目录）或 s3（对象存储）；已存文件仍可读取，用 yunjian storage move 迁移",
      en: "Where new files go: folder (the data folder) or s3; what lies in the other place stays readable, yunjian storage move brings it",
    },
  },
  {
    name: "EVIDENCE_S3_URL",
    default: { zh: "空", en: "empty" },
    about: {
      zh: "S3 兼容存储桶地址（路径形式），如 https://s3.example.gov.cn/yunjian，可带前缀",
      en: "Address of the S3-compatible bucket, by path: https://s3.example.gov.cn/yunjian, with a prefix if wanted",
    },
  },
  {
    name: "EVIDENCE_S3_REGION",
    default: "us-east-1",
    about: {
      zh: "签名所用的区域名",
      en: "Region the requests are signed for",
    },
  },
  {
    name: "EVIDENCE_S3_KEYS",
    default: { zh: "空", en: "empty" },
    about: {
      zh: "访问密钥文件：第一行 Access Key，第二行 Secret Key；仅服务账号可读",
      en: "File with the access key on its first line and the secret key on its second, readable by the service alone",
    },
  },
  {
    name: "EVIDENCE_S3_CA",
    default: { zh: "空：系统信任的证书", en: "empty: what the system trusts" },
    about: {
      zh: "签发存储桶证书的 CA（PEM 文件）",
      en: "PEM file with the CA that signed the bucket's certificate",
    },
  },
  {
    name: "CLAMD_URL",
    default: { zh: "空：不扫描", en: "empty: nothing is scanned" },
    about: {
      zh: "恶意代码扫描引擎 clamd 的地址：unix:/路径 或 tcp://主机:端口；各服务进程须一致",
      en: "Address of the malware scanner clamd: unix:/path or tcp://host:port; the same for every server process",
    },
  },
  {
    name: "LEDGER_TREES",
    default: "sha256,sm3",
    about: {
      zh: "存证账本的散列树：sha256、sm3 或两者（逗号分隔）；启用 sm3 时检查点同时带 SM2 签名",
      en: "Hash trees of the ledger: sha256, sm3 or both, separated by a comma; with sm3 checkpoints carry an SM2 signature too",
    },
  },
  {
    name: "LEDGER_WITNESSES",
    default: { zh: "空：无见证", en: "empty: no witness" },
    about: {
      zh: "见证服务：每项为“公钥 地址”，逗号分隔，如 audit.example/w1+1a2b3c4d+BA… https://witness.example/",
      en: "Witnesses, each as key and address, separated by commas: audit.example/w1+1a2b3c4d+BA… https://witness.example/",
    },
  },
  {
    name: "LEDGER_QUORUM",
    default: "0",
    about: {
      zh: "检查点公布前至少需要的见证签名数；0 表示先公布、后补见证签名",
      en: "How many witnesses must cosign before a checkpoint is published; 0 publishes first and adds cosignatures later",
    },
  },
  {
    name: "LEDGER_COPY",
    default: { zh: "数据目录下的 ledger", en: "ledger in the data folder" },
    about: {
      zh: "最新检查点的副本所在目录，应在数据库及其备份之外；用于防止从旧备份恢复后账本分叉",
      en: "Folder with a copy of the newest checkpoint, outside the database and its backups: it keeps a restored backup from forking the log",
    },
  },
  {
    name: "RATE_LIMITS",
    default: "address=6000,entry=240,person=1200,key=1200",
    about: {
      zh: "每分钟请求上限：每个地址、每个地址的免登录请求、每人、每个密钥；off 表示由前置设备限流",
      en: "Requests a minute per address, per address without sign-in, per person and per key; off leaves it to something in front",
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

export type ArgumentName = "--demo" | "--seed" | "--months" | "--help";

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
  {
    name: "--months",
    value: "N",
    about: {
      zh: "演示城市的历史长度，默认 24 个月；越短，首次启动越快",
      en: "Months of history of the demo city, default 24; fewer start faster the first time",
    },
  },
  { name: "--help", about: { zh: "显示本说明", en: "Show this help" } },
];
