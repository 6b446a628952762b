import type { TreeName } from "@yunjian/ledger";
import { OperationError } from "../postgres/errors.ts";

/** What is stored is not what was hashed when it was written. Nothing more is ordered until people looked. */
export class RecordDamaged extends OperationError {
  override name = "RecordDamaged";
  readonly entryId: string;
  constructor(entryId: string) {
    super(
      `存证条目 ${entryId} 的内容与写入时的摘要不一致，已停止编排。请立即核查数据库是否被改动。`,
      `Record entry ${entryId} differs from the hash it was written with. Ordering has stopped; find out who changed the database.`,
    );
    this.entryId = entryId;
  }
}

export class ForeignKey extends OperationError {
  override name = "ForeignKey";
  constructor(expected: string) {
    super(
      `本进程的存证签名密钥不是该数据库所用的密钥（${expected}）。请把原 keys 目录中的 ledger*.key 复制到本机数据目录。`,
      `This process holds another signing key than the record's (${expected}). Copy the original ledger*.key files into the keys folder of its data folder.`,
    );
  }
}

/** The stored tree does not give the root that was signed for it, and could not be mended from the entries. */
export class TreeDamaged extends OperationError {
  override name = "TreeDamaged";
  constructor(tree: TreeName, size: number) {
    super(
      `账本 ${tree} 前 ${size} 条的根散列与已签发的检查点不符，已停止签发。请运行 yunjian ledger fsck。`,
      `The ${tree} tree over ${size} entries does not give the root that was signed. Signing has stopped; run yunjian ledger fsck.`,
    );
  }
}

/**
 * Somebody holds a newer or another checkpoint of this log than the database knows: it was restored from a
 * backup, or a second server signs with the same key. Signing would fork the log.
 */
export class LogForked extends OperationError {
  override name = "LogForked";
  constructor(tree: TreeName, known: { readonly size: number; readonly from: string }, ours: number) {
    super(
      `账本 ${tree} 已在别处签发过 ${known.size} 条的检查点（来源：${known.from}），本数据库有 ${ours} 条且不能延续它，已停止签发，以免账本分叉。处理办法见 docs/LEDGER.md“恢复”。`,
      `A checkpoint of ${known.size} entries of the ${tree} log is known (from ${known.from}) that this database with ${ours} entries does not continue. Signing has stopped: it would fork the log. See "Recovery" in docs/LEDGER.md.`,
    );
  }
}
