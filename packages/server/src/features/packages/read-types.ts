import type { ObjectType } from "@yunjian/domain";

/** A thing that goes into an evidence package: its row as it is stored, with what hangs on it. */
export interface PackageObject {
  readonly type: ObjectType;
  readonly id: string;
  /** Number and title as people know it. */
  readonly title: string;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly fileIds: readonly string[];
}
