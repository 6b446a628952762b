import type { getWork, OutputOf, WorkSection } from "@yunjian/contract";

type Item = OutputOf<typeof getWork>["sections"][number]["items"][number];

interface Places {
  /** The list that shows the whole section. */
  readonly list: string;
  readonly item: (item: Item) => string;
}

const HAND_IN: Places["item"] = (item) => `/duties?period=${item.id}`;
const REVIEW: Places["item"] = (item) => `/reviews/${item.id}`;
const RECTIFICATION: Places["item"] = (item) => `/rectifications/${item.id}`;

/** Where each kind of work is done. */
export const PLACES: Readonly<Record<WorkSection, Places>> = {
  overdue: { list: "/duties?standing=overdue", item: HAND_IN },
  returned: { list: "/duties?standing=returned", item: HAND_IN },
  "hand-in": { list: "/duties", item: HAND_IN },
  "sign-off": { list: "/submissions?state=awaiting-sign-off", item: (item) => `/submissions/${item.id}` },
  draft: { list: "/submissions?state=draft", item: (item) => `/submissions/${item.id}` },
  "rectify-receive": { list: "/rectifications?state=issued", item: RECTIFICATION },
  "rectify-plan": { list: "/rectifications?state=received", item: RECTIFICATION },
  "rectify-prove": { list: "/rectifications?state=in-progress", item: RECTIFICATION },
  receive: { list: "/reviews?step=receipt", item: REVIEW },
  decide: { list: "/reviews?step=decision", item: REVIEW },
  second: { list: "/reviews?step=second", item: REVIEW },
  reassess: { list: "/rectifications?state=proof-filed", item: RECTIFICATION },
  dispute: { list: "/disputes?state=raised", item: (item) => `/disputes/${item.id}` },
  extension: { list: "/extensions?state=asked", item: () => "/extensions?state=asked" },
  agreement: { list: "/agreements/changes?state=asked", item: (item) => `/agreements/${item.aboutId}` },
  request: { list: "/rectifications/requests", item: (item) => `/rectifications/requests/${item.id}` },
  certificate: { list: "/clouds", item: (item) => `/clouds/${item.aboutId}` },
  purge: { list: "/files/purges", item: () => "/files/purges" },
  locked: { list: "/people?locked=true", item: (item) => `/people/${item.id}` },
};
