import { execFileSync, spawnSync } from "node:child_process";
import { createPrivateKey, createPublicKey, sign as nativeSign, verify as nativeVerify } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import {
  checkpointText,
  concat,
  equalBytes,
  type FailureCode,
  fromHex,
  LedgerFailure,
  makeKey,
  openCheckpoint,
  parseAddCheckpoint,
  parseProof,
  parseSigningKey,
  parseVerifier,
  signNote,
  sm2Verify,
  type Trust,
  utf8,
  verifyLog,
  verifyProof,
  withSignatures,
  writeAddCheckpoint,
  cosign,
} from "../src/index.ts";
import { entriesOf, MemoryLog, NATIVE } from "./help.ts";

// Whole trees and thousands of changed proofs: seconds on a quiet machine, more on a busy one.
vi.setConfig({ testTimeout: 120_000 });

function failureOf(work: () => unknown): FailureCode | "valid" {
  try {
    work();
    return "valid";
  } catch (error) {
    if (error instanceof LedgerFailure) return error.code;
    throw error;
  }
}

describe("keys and notes", () => {
  it("read the example of the signed-note specification's tools", () => {
    // From golang.org/x/mod/sumdb/note, whose text forms the specification took over.
    const key = parseVerifier("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW");
    const note =
      "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n" +
      "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";
    const trust: Trust = { log: [key] };
    // Signed, but no checkpoint.
    expect(failureOf(() => openCheckpoint(note, trust))).toBe("checkpoint-malformed");
    expect(
      key.verifies(
        Buffer.from(
          "9kmS4FL1Qb9J99y8gBDFUG2IW6ksuvykBwSVkic0i4ZSBg3UUVgLallI1eAq+p+p2eCi2lFlvooTpHLIHAmcAw==",
          "base64",
        ),
        utf8(note.split("\n\n")[0] + "\n"),
      ),
    ).toBe(true);
  });

  it("make and read every type; Ed25519 agrees with the system's", () => {
    const message = utf8("云鉴\n");
    for (const type of ["ed25519", "cosignature", "sm2"] as const) {
      const key = makeKey("log.example/city", type);
      const again = parseSigningKey(key.secret);
      const verifier = parseVerifier(key.key.text);
      expect(verifier.id).toBe(key.key.id);
      expect(verifier.verifies(again.sign(message), message)).toBe(true);
      expect(verifier.verifies(again.sign(message), utf8("其他\n"))).toBe(false);
      expect(verifier.verifies(new Uint8Array(64), message)).toBe(false);
      expect(failureOf(() => parseVerifier(key.key.text.replace(/\+[0-9a-f]{8}\+/, "+00000000+")))).toBe(
        "key-malformed",
      );
      expect(failureOf(() => parseSigningKey(key.secret.replace("city", "town")))).toBe("key-malformed");
    }
    const secret = makeKey("a", "ed25519");
    const raw = Buffer.from(secret.secret.split("+").slice(4).join("+"), "base64").subarray(1);
    const native = createPrivateKey({
      key: Buffer.concat([Buffer.from("302e020100300506032b657004220420", "hex"), raw]),
      format: "der",
      type: "pkcs8",
    });
    expect(Buffer.from(secret.sign(message))).toEqual(nativeSign(null, message, native));
    const spki = createPublicKey(native).export({ format: "der", type: "spki" }).subarray(12);
    expect(Buffer.from(secret.key.publicKey)).toEqual(spki);
    expect(nativeVerify(null, message, createPublicKey(native), secret.sign(message))).toBe(true);
    for (const bad of [
      "",
      "a",
      "a+b",
      "a+00000000+AAAA",
      "a b+00000000+AQ==",
      "+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
    ])
      expect(
        failureOf(() => parseVerifier(bad)),
        bad,
      ).toBe("key-malformed");
  });

  const openssl = spawnSync("openssl", ["version"]).stdout?.toString() ?? "";
  it.runIf(openssl.startsWith("OpenSSL 3"))(
    "SM2 signatures are those of OpenSSL with the identity of GB/T 35276",
    () => {
      const folder = mkdtempSync(path.join(os.tmpdir(), "yunjian-sm2-"));
      try {
        const at = (file: string) => path.join(folder, file);
        const run = (...args: string[]) =>
          execFileSync("openssl", args, { stdio: ["ignore", "pipe", "pipe"] });
        const message = utf8(checkpointText("log.example/city/sm3", 7, new Uint8Array(32)));
        writeFileSync(at("message"), message);
        run("ecparam", "-genkey", "-name", "SM2", "-noout", "-out", at("theirs.pem"));
        const text = run("ec", "-in", at("theirs.pem"), "-text", "-noout").toString();
        const part = (name: string, next: string) =>
          new RegExp(`${name}:([\\s0-9a-f:]+)${next}`).exec(text)?.[1]?.replaceAll(/[\s:]/g, "") ?? "";
        const publicKey = fromHex(part("pub", "ASN1"));
        const id = ["-sigopt", "distid:1234567812345678"];
        run("dgst", "-sm3", "-sign", at("theirs.pem"), ...id, "-out", at("signature"), at("message"));
        const der = run("asn1parse", "-inform", "DER", "-in", at("signature")).toString();
        const raw = [...der.matchAll(/INTEGER\s+:([0-9A-F]+)/g)]
          .map((found) => (found[1] ?? "").padStart(64, "0").toLowerCase())
          .join("");
        expect(sm2Verify(fromHex(raw), message, publicKey)).toBe(true);
        expect(sm2Verify(fromHex(raw), utf8("other"), publicKey)).toBe(false);

        const ours = makeKey("log.example/city/sm3", "sm2");
        const signature = ours.sign(message);
        const integer = (bytes: Uint8Array) => {
          let trimmed = bytes;
          while (trimmed.length > 1 && trimmed[0] === 0) trimmed = trimmed.subarray(1);
          const body = (trimmed[0] ?? 0) > 127 ? concat(Uint8Array.of(0), trimmed) : trimmed;
          return concat(Uint8Array.of(2, body.length), body);
        };
        const body = concat(integer(signature.subarray(0, 32)), integer(signature.subarray(32)));
        writeFileSync(at("ours.sig"), concat(Uint8Array.of(0x30, body.length), body));
        const head = fromHex("3059301306072a8648ce3d020106082a811ccf5501822d034200");
        writeFileSync(at("ours.der"), concat(head, ours.key.publicKey));
        run("pkey", "-pubin", "-inform", "DER", "-in", at("ours.der"), "-out", at("ours.pem"));
        const said = run(
          "dgst",
          "-sm3",
          "-verify",
          at("ours.pem"),
          ...id,
          "-signature",
          at("ours.sig"),
          at("message"),
        );
        expect(said.toString()).toContain("Verified OK");
      } finally {
        rmSync(folder, { recursive: true });
      }
    },
  );
});

const log = new MemoryLog(entriesOf(600));
const stranger = new MemoryLog(entriesOf(600));

describe("a proof", () => {
  it("holds for its entry, in both trees, with keys kept from before", async () => {
    for (const tree of ["sha256", "sm3"] as const) {
      const found = verifyProof(await log.proof(tree, 333), { ...log.trust, quorum: 1 });
      expect(found).toMatchObject({ index: 333, tree });
      expect(found.checkpoint.signers.map((each) => each.key.type)).toEqual(["ed25519", "sm2"]);
      expect(found.checkpoint.witnesses[0]?.time).toBe(1_700_000_000);
      const bare = await log.proof(tree, 333, false);
      expect(verifyProof(bare, log.trust, { entry: log.entries[333] as Uint8Array }).index).toBe(333);
      expect(failureOf(() => verifyProof(bare, log.trust))).toBe("entry-missing");
    }
  });

  it("is refused by name for what is wrong", async () => {
    const proof = await log.proof("sha256", 5);
    const other = await log.proof("sha256", 6);
    const checkpointOf = (text: string) => text.slice(text.indexOf("\n\n") + 2);
    const swap = (a: string, b: string) => a.replace(checkpointOf(a), checkpointOf(b));
    const root = log.heads.get("sha256")?.root as Uint8Array;
    const cases: [string, string, Trust, FailureCode][] = [
      [
        "another entry enclosed",
        proof.replace(/^extra .*$/m, other.match(/^extra .*$/m)?.[0] ?? ""),
        log.trust,
        "path-wrong",
      ],
      ["another index", proof.replace("index 5", "index 6"), log.trust, "path-wrong"],
      ["index beyond", proof.replace("index 5", "index 600"), log.trust, "index-beyond"],
      ["index with a zero", proof.replace("index 5", "index 05"), log.trust, "proof-malformed"],
      ["the other tree's checkpoint", swap(proof, await log.proof("sm3", 5)), log.trust, "path-wrong"],
      ["a stranger's log of the same name", proof, stranger.trust, "key-unknown"],
      [
        "another origin",
        await log.proof("sha256", 5),
        { log: [makeKey("elsewhere", "ed25519").key] },
        "origin-differs",
      ],
      ["a size that was not signed", proof.replace("\n600\n", "\n601\n"), log.trust, "signature-wrong"],
      ["cut in the path", `${proof.split("\n").slice(0, 6).join("\n")}\n`, log.trust, "proof-malformed"],
      ["cut in the checkpoint", proof.slice(0, -40), log.trust, "note-malformed"],
      ["path reordered", proof.replace(/^(index 5)\n(.*)\n(.*)\n/m, "$1\n$3\n$2\n"), log.trust, "path-wrong"],
      [
        "path with one hash twice",
        proof.replace(/^(index 5)\n(.*)\n/m, "$1\n$2\n$2\n"),
        log.trust,
        "path-wrong",
      ],
      ["signature twice", withTwice(proof), log.trust, "signature-repeated"],
      ["no witness", proof.replace(/^— witness.*\n/m, ""), { ...log.trust, quorum: 1 }, "witnesses-too-few"],
      [
        "an extension line",
        proof.replace(
          checkpointOf(proof),
          signNote(`${checkpointText("log.example/city", 600, root)}more\n`, [log.log]),
        ),
        log.trust,
        "checkpoint-malformed",
      ],
      ["not a proof", "<html>404</html>\n\n", log.trust, "proof-malformed"],
      ["nothing", "", log.trust, "proof-malformed"],
    ];
    for (const [what, text, trust, code] of cases)
      expect(
        failureOf(() => verifyProof(text, trust)),
        what,
      ).toBe(code);
  });

  const withTwice = (proof: string) => {
    const line = proof.match(/^— log.*$/m)?.[0] ?? "";
    return proof.replace(line, `${line}\n${line}`);
  };

  it("is never valid after any change, unless it still says the same", async () => {
    const proofs = [await log.proof("sha256", 300), await log.proof("sm3", 599)];
    const trust = { ...log.trust, quorum: 1 };
    const originals = proofs.map((proof) => verifyProof(proof, trust, { hashes: NATIVE }));
    const change = fc.oneof(
      fc.record({ kind: fc.constant("set"), at: fc.nat(), to: fc.integer({ min: 0, max: 255 }) }),
      fc.record({ kind: fc.constant("drop"), at: fc.nat(), to: fc.integer({ min: 1, max: 90 }) }),
      fc.record({ kind: fc.constant("add"), at: fc.nat(), to: fc.integer({ min: 0, max: 127 }) }),
      fc.record({ kind: fc.constant("swap"), at: fc.nat(), to: fc.nat({ max: 20 }) }),
    );
    let refused = 0;
    fc.assert(
      fc.property(fc.nat({ max: 1 }), fc.array(change, { minLength: 1, maxLength: 3 }), (which, changes) => {
        const before = Buffer.from(proofs[which] ?? "");
        let bytes = before;
        for (const { kind, at, to } of changes) {
          const i = at % bytes.length;
          if (kind === "set")
            bytes = Buffer.concat([bytes.subarray(0, i), Buffer.of(to), bytes.subarray(i + 1)]);
          else if (kind === "drop") bytes = Buffer.concat([bytes.subarray(0, i), bytes.subarray(i + to)]);
          else if (kind === "add")
            bytes = Buffer.concat([bytes.subarray(0, i), Buffer.of(to), bytes.subarray(i)]);
          else {
            const lines = bytes.toString().split("\n");
            const [a, b] = [at % lines.length, to % lines.length];
            [lines[a], lines[b]] = [lines[b] ?? "", lines[a] ?? ""];
            bytes = Buffer.from(lines.join("\n"));
          }
          if (bytes.length === 0) break;
        }
        if (bytes.equals(before)) return;
        const code = failureOf(() => {
          const found = verifyProof(bytes.toString(), trust, { hashes: NATIVE });
          const original = originals[which];
          // A change that the checks rightly do not see: a signature of nobody we know. What is said stays.
          expect(found.index).toBe(original?.index);
          expect(equalBytes(found.entry, original?.entry ?? new Uint8Array())).toBe(true);
          expect(found.checkpoint.note.text).toBe(original?.checkpoint.note.text);
          expect(found.checkpoint.witnesses).toHaveLength(1);
          expect(found.checkpoint.signers.length).toBeGreaterThan(0);
        });
        if (code !== "valid") refused += 1;
      }),
      { numRuns: 4000 },
    );
    expect(refused).toBeGreaterThan(3000);
  }, 120_000);

  it("reads anything at all without any other error than its own", () => {
    const words = fc.constantFrom(
      "c2sp.org/tlog-proof@v1",
      "extra ",
      "index 3",
      "\n",
      "\n\n",
      "— a AAAAAAA=",
      "a",
      "3",
      "old 3",
      "AAAA",
      "\u0000",
      "\ud800",
      "+",
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(words).map((each) => each.join("\n")),
        ),
        (text) => {
          expect(failureOf(() => verifyProof(text, log.trust))).not.toBe("valid");
          expect(failureOf(() => openCheckpoint(text, log.trust))).not.toBe("valid");
          failureOf(() => parseProof(text));
          failureOf(() => parseAddCheckpoint(text));
        },
      ),
      { numRuns: 1000 },
    );
  }, 60_000);
});

describe("asking a witness", () => {
  it("writes and reads the request; a cosignature holds for its time and text alone", async () => {
    const checkpoint = log.note("sha256", 600, log.heads.get("sha256")?.root as Uint8Array);
    const request = { old: 256, path: await log.consistency("sha256", 256), checkpoint };
    expect(parseAddCheckpoint(writeAddCheckpoint(request))).toEqual(request);
    const again = withSignatures(checkpoint, [
      cosign(checkpoint.split("\n\n")[0] + "\n", log.witness, 1_800_000_000),
    ]);
    expect(openCheckpoint(again, { ...log.trust, quorum: 1 }).witnesses.map((each) => each.time)).toEqual([
      1_800_000_000,
    ]);
    const line = again.trimEnd().split("\n").at(-1) ?? "";
    const bytes = Buffer.from(line.split(" ")[2] ?? "", "base64");
    bytes[11] = (bytes[11] ?? 0) ^ 1;
    const forged = again.replace(line.split(" ")[2] ?? "", bytes.toString("base64"));
    expect(failureOf(() => openCheckpoint(forged, log.trust))).toBe("signature-wrong");
  });
});

describe("a whole log", () => {
  const check = { trees: ["sha256", "sm3"] as const, entries: true, hashes: NATIVE };
  const outcome = async (source: MemoryLog, more: object = {}): Promise<FailureCode | "valid"> => {
    try {
      await verifyLog(source, { ...check, trust: log.trust, ...more });
      return "valid";
    } catch (error) {
      if (error instanceof LedgerFailure) return error.code;
      throw error;
    }
  };
  const changed = (path: string, change: (bytes: Uint8Array) => Uint8Array | undefined): MemoryLog => {
    const copy: MemoryLog = Object.create(log) as MemoryLog;
    const files = new Map(log.files);
    const bytes = change(Uint8Array.from(files.get(path) ?? []));
    if (bytes) files.set(path, bytes);
    else files.delete(path);
    Object.assign(copy, { files, read: async (at: string) => files.get(at) });
    return copy;
  };
  const flip = (i: number) => (bytes: Uint8Array) => bytes.with(i, (bytes[i] ?? 0) ^ 4);

  it("is whole, or one thing is named", async () => {
    expect(await outcome(log)).toBe("valid");
    expect(await outcome(log, { entries: false })).toBe("valid");
    expect(await outcome(log, { trust: stranger.trust })).toBe("key-unknown");
    expect(await outcome(log, { trust: { ...log.trust, quorum: 2 } })).toBe("witnesses-too-few");
    expect(await outcome(changed("sha256/tile/entries/001", flip(40)))).toBe("tile-wrong");
    expect(await outcome(changed("sha256/tile/entries/001", (b) => b.subarray(0, -1)))).toBe(
      "bundle-malformed",
    );
    expect(await outcome(changed("sm3/tile/0/001", flip(40)))).toBe("tile-wrong");
    expect(await outcome(changed("sm3/tile/0/001", flip(40)), { entries: false })).toBe("tile-wrong");
    expect(await outcome(changed("sm3/tile/1/000.p/2", flip(40)))).toBe("tile-wrong");
    expect(await outcome(changed("sm3/tile/0/002.p/88", () => undefined))).toBe("resource-missing");
    expect(await outcome(changed("sm3/checkpoint", () => log.files.get("sha256/checkpoint")))).toBe(
      "origin-differs",
    );
    const smaller = new MemoryLog(entriesOf(10));
    const root = smaller.heads.get("sm3")?.root as Uint8Array;
    expect(await outcome(changed("sm3/checkpoint", () => utf8(log.note("sm3", 10, root))))).toBe(
      "sizes-differ",
    );
    expect(await outcome(changed("sm3/checkpoint", () => utf8(log.note("sm3", 600, root))))).toBe(
      "root-differs",
    );
  });

  it("continues what the verifier kept", async () => {
    const old = new MemoryLog(entriesOf(300));
    const head = { tree: "sha256" as const, size: 300, root: old.heads.get("sha256")?.root as Uint8Array };
    expect(await outcome(log, { known: [head] })).toBe("valid");
    expect(await outcome(log, { known: [{ ...head, size: 299 }] })).toBe("history-rewritten");
    expect(await outcome(log, { known: [{ ...head, size: 601 }] })).toBe("history-rewritten");
  });
});
