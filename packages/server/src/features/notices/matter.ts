import type { NoticeParams, ObjectType } from "@yunjian/domain";

/** What a notice is about, and who stands where in the case. */
export interface Matter {
  readonly object: { readonly type: ObjectType; readonly id: string };
  readonly subjectId: string | null;
  readonly partyOrgId?: string;
  /** Whose own it is: that organisation sees it whatever it sees of the subject. */
  readonly ownerOrgId?: string;
  /** Seen by these organisations and no others, whatever they see of the subject. */
  readonly seenBy?: readonly string[];
  /** The organisation agreed to review; else the supervisor of the subject. */
  readonly reviewerOrgId?: string | null;
  readonly askers?: readonly string[];
  /** What makes it once, where the entry's id does not. */
  readonly step?: string;
  readonly params: NoticeParams;
}
