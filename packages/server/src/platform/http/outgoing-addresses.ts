import { BlockList, isIP } from "node:net";

/** A machine the server itself may call although it is inside: the operator named it. */
export interface AllowedHost {
  readonly host: string;
  /** Undefined: whatever port the address names. */
  readonly port?: number;
  /** Plain HTTP, for what never leaves the machine or the closed network. */
  readonly http: boolean;
}

/** Never an answer to a name: nobody's, everybody's, and the place where clouds keep their machines' secrets. */
const NEVER = list(
  [
    ["0.0.0.0", 8],
    ["169.254.0.0", 16],
    ["224.0.0.0", 4],
    ["240.0.0.0", 4],
  ],
  [
    ["::", 128],
    ["fe80::", 10],
    ["ff00::", 8],
    // Cloud metadata over IPv6, and addresses that carry an IPv4 address inside.
    ["fd00:ec2::", 32],
    ["64:ff9b::", 96],
    ["64:ff9b:1::", 48],
    ["2001::", 32],
    ["2002::", 16],
  ],
);

/** What is not on the internet: only where the operator named the host. */
const INSIDE = list(
  [
    ["10.0.0.0", 8],
    ["100.64.0.0", 10],
    ["127.0.0.0", 8],
    ["172.16.0.0", 12],
    ["192.0.0.0", 24],
    ["192.0.2.0", 24],
    ["192.88.99.0", 24],
    ["192.168.0.0", 16],
    ["198.18.0.0", 15],
    ["198.51.100.0", 24],
    ["203.0.113.0", 24],
  ],
  [
    ["::1", 128],
    ["fc00::", 7],
    ["fec0::", 10],
    ["2001:db8::", 32],
    ["100::", 64],
  ],
);

export type Place = "never" | "inside" | "outside";

/** Where an address lies, as far as an outgoing request is concerned. */
export function placeOf(address: string): Place {
  const plain = unmapped(address);
  const family = isIP(plain);
  if (family === 0) return "never";
  const kind = family === 4 ? "ipv4" : "ipv6";
  if (NEVER.check(plain, kind)) return "never";
  if (INSIDE.check(plain, kind)) return "inside";
  // Of IPv6 only 2000::/3 is given out for the internet.
  return family === 4 || GLOBAL.check(plain, "ipv6") ? "outside" : "never";
}

const GLOBAL = list([], [["2000::", 3]]);

/** `::ffff:10.0.0.1`, in any of its spellings, is 10.0.0.1. */
function unmapped(address: string): string {
  const bare = address.replace(/%.*$/, "");
  if (isIP(bare) !== 6) return bare;
  const whole = URL.parse(`http://[${bare}]/`)?.hostname.slice(1, -1) ?? bare;
  const mapped = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(whole);
  if (!mapped) return whole;
  const [high, low] = [mapped[1], mapped[2]].map((part) => Number.parseInt(part ?? "0", 16)) as [
    number,
    number,
  ];
  return [high >> 8, high & 255, low >> 8, low & 255].join(".");
}

function list(v4: readonly (readonly [string, number])[], v6: readonly (readonly [string, number])[]) {
  const made = new BlockList();
  for (const [net, bits] of v4) made.addSubnet(net, bits, "ipv4");
  for (const [net, bits] of v6) made.addSubnet(net, bits, "ipv6");
  return made;
}

/** `sso.gov.cn`, `10.1.2.3:8443`, `[fd00::5]:8443` or `http://127.0.0.1:8080`; undefined when it is none of these. */
export function readAllowedHost(text: string): AllowedHost | undefined {
  const http = text.startsWith("http://");
  const rest = text.replace(/^https?:\/\//, "");
  if (/[/?#@\s*]/.test(rest) || rest === "") return undefined;
  const url = URL.parse(`https://${rest}/`);
  if (!url) return undefined;
  const named = /:(\d+)$/.exec(rest.replace(/^\[[^\]]*\]/, ""))?.[1];
  return { host: url.hostname, http, ...(named !== undefined && { port: Number(named) }) };
}
