import type { getWork, OutputOf, WorkSection } from "@yunjian/contract";

type Item = OutputOf<typeof getWork>["sections"][number]["items"][number];

interface Places {
  /** The list that shows the whole section. */
  readonly list: string;
  readonly item: (item: Item) => string;
}

const period: Places["item"] = (item) => `/periods/${item.id}`;
const review: Places["item"] = (item) => `/reviews/${item.id}`;
const rectification: Places["item"] = (item) => `/rectifications/${item.id}`;
const authorisation: Places["item"] = (item) => `/authorisations/${item.id}`;
const change: Places["item"] = (item) => `/changes/${item.id}`;
const always =
  (address: string): Places["item"] =>
  () =>
    address;

/** Where each kind of work is done. */
export const PLACES: Readonly<Record<WorkSection, Places>> = {
  incident: { list: "/incidents", item: (item) => `/incidents/${item.id}` },
  "incident-close": { list: "/incidents?state=closing-asked", item: (item) => `/incidents/${item.id}` },
  "incident-help": { list: "/incidents", item: (item) => `/incidents/${item.id}` },
  "incident-notice": {
    list: "/incident-notices?open=true",
    item: (item) => `/incident-notices/${item.id}`,
  },
  overdue: { list: "/duties?state=overdue", item: period },
  returned: { list: "/duties?state=returned", item: period },
  "hand-in": { list: "/duties", item: period },
  "sign-off": { list: "/submissions/sign-off", item: (item) => `/submissions/${item.id}` },
  draft: { list: "/submissions?state=draft", item: (item) => `/submit?draft=${item.id}` },
  "rectify-receive": { list: "/rectifications?state=issued&mine=true", item: rectification },
  "rectify-plan": { list: "/rectifications?state=received&mine=true", item: rectification },
  "rectify-prove": { list: "/rectifications?state=in-progress&mine=true", item: rectification },
  authorise: { list: "/authorisations?standing=asked&mine=true", item: authorisation },
  "authorise-confirm": { list: "/authorisations?standing=prepared&mine=true", item: authorisation },
  "authorise-record": { list: "/authorisations?standing=valid,ended&mine=true", item: authorisation },
  "authorise-answer": { list: "/authorisations?questioned=true", item: authorisation },
  "authorise-review": { list: "/authorisations?review=waiting", item: authorisation },
  "nil-report": {
    list: "/protected-periods?standing=running",
    item: (item) => `/protected-periods/${item.id}`,
  },
  "protection-close": {
    list: "/protected-periods?standing=summing-up",
    item: (item) => `/protected-periods/${item.id}`,
  },
  "duty-gap": { list: "/roster", item: (item) => `/roster/${item.id}` },
  "change-explain": { list: "/changes?state=found", item: change },
  "change-announce": { list: "/changes?state=draft", item: change },
  "change-analyse": { list: "/changes?state=announced", item: change },
  "change-revise": { list: "/changes?state=revise,risky", item: change },
  "change-implement": { list: "/changes?state=advised", item: change },
  "change-assess": { list: "/changes?state=implemented", item: change },
  "change-answer": { list: "/changes", item: change },
  "change-acknowledge": { list: "/changes/told?open=true", item: (item) => `/changes/told/${item.id}` },
  "change-advise": { list: "/changes?state=analysed", item: change },
  "change-compare": { list: "/changes?state=assessed", item: change },
  receive: { list: "/reviews?step=receipt", item: review },
  decide: { list: "/reviews?step=decision", item: review },
  second: { list: "/reviews?step=second", item: review },
  reassess: { list: "/rectifications?state=proof-filed", item: rectification },
  dispute: { list: "/disputes?state=raised", item: (item) => `/disputes/${item.id}` },
  extension: { list: "/extensions?state=asked", item: always("/extensions?state=asked") },
  agreement: { list: "/agreements", item: (item) => `/agreements/${item.aboutId}?tab=asked` },
  request: {
    list: "/rectifications/requests?state=asked",
    item: (item) => `/rectifications/requests/${item.id}`,
  },
  certificate: { list: "/clouds", item: (item) => `/clouds/${item.aboutId}` },
  storage: { list: "/storage", item: always("/storage") },
  purge: { list: "/files/purges", item: always("/files/purges") },
  retention: { list: "/retention/requests?state=asked", item: (item) => `/retention/requests/${item.id}` },
  locked: { list: "/people?state=locked", item: (item) => `/people/${item.id}` },
  privilege: { list: "/privileges?standing=asked", item: (item) => `/privileges/${item.id}` },
  loosening: { list: "/security", item: always("/security") },
};
