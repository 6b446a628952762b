import { open, readFile, stat } from "node:fs/promises";
import { LedgerFailure, parseVerifier, type VerifierKey } from "@yunjian/ledger";
import { openZip, reportLines, trustWords, verdictWords, verifyPackage } from "@yunjian/ledger/package";
import { type Context, wrongUse } from "../context.ts";
import { NATIVE } from "../ledger/hashes.ts";
import { fileBytes, nativeCrc32, nativeDigest, openFolder } from "../package/sources.ts";
import { type Define, several } from "../program.ts";
import { EXIT } from "../session.ts";

interface Options {
  readonly verifier?: readonly string[];
  readonly all?: boolean;
}

/** `yunjian verify FILE`: no server, no network. */
export function defineVerify({ say, command, perform }: Define): void {
  perform<Options>(
    command(
      "verify",
      "离线核验证据包（zip 文件或解压后的文件夹），不需要服务器和网络",
      "verify an evidence package (zip file or unpacked folder), with no server and no network",
    )
      .argument("<file>", say("证据包或文件夹", "the package or folder"))
      .option(
        "--verifier <key>",
        say(
          "事先保存的账本或见证公钥，或存有公钥的文件，可多次；不填则只用包内自带的公钥",
          "key of the log or a witness that you kept, or a file with such keys; repeatable. Without it only the package's own keys are used",
        ),
        several,
      )
      .option("--all", say("逐个列出文件和存证", "name every file and every statement")),
    async (context, options, [file = ""]) => {
      const { out, lang } = context;
      const keys = await keysOf(context, options.verifier ?? []);
      const about = await stat(file).catch(() => {
        throw wrongUse(context, `没有文件 ${file}`, `there is no ${file}`);
      });
      const handle = about.isDirectory() ? undefined : await open(file, "r");
      try {
        const opened = handle
          ? await openZip(fileBytes(handle, about.size), nativeCrc32)
          : await openFolder(file);
        let shown = 0;
        const report = await verifyPackage(opened, {
          keys,
          hashes: NATIVE,
          digest: nativeDigest,
          onProgress: (done, total) => {
            if (done < total && performance.now() - shown < 500) return;
            shown = performance.now();
            const percent = total === 0 ? 100 : Math.floor((done / total) * 100);
            out.progress(say(`已读取 ${percent}%`, `${percent}% read`), done === total);
          },
        });
        if (!report.valid) process.exitCode = EXIT.differs;
        out.show(
          { ...report, verdict: verdictWords(report, lang), trustMeans: trustWords(report, lang) },
          () => reportLines(report, lang, options.all),
        );
      } finally {
        await handle?.close();
      }
    },
  );
}

/** Keys as they were given, or the lines of a file of them. */
async function keysOf(context: Context, given: readonly string[]): Promise<VerifierKey[]> {
  const keys: VerifierKey[] = [];
  for (const each of given) {
    const text = await readFile(each, "utf8").catch(() => each);
    for (const line of text.split(/\r?\n/).filter((one) => one.trim() !== "" && !one.startsWith("#"))) {
      try {
        keys.push(parseVerifier(line));
      } catch (error) {
        if (!(error instanceof LedgerFailure)) throw error;
        throw wrongUse(
          context,
          `“${line.slice(0, 80)}”不是公钥，也不是存有公钥的文件`,
          `“${line.slice(0, 80)}” is neither a public key nor a file of them`,
        );
      }
    }
  }
  return keys;
}
