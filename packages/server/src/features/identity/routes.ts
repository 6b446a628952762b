import * as contract from "@yunjian/contract";
import type { Api } from "../../platform/http/api.ts";
import * as engagements from "./engagements.ts";
import * as keys from "./keys.ts";
import * as leaving from "./leaving.ts";
import * as organisations from "./organisations.ts";
import * as people from "./people.ts";
import * as postReview from "./post-review.ts";

export function identityRoutes(api: Api): void {
  api.on(contract.listOrganisations, ({ tx, query }) => organisations.listOrganisations(tx, query));
  api.on(contract.getOrganisation, ({ tx, actor, now, params }) =>
    organisations.getOrganisation(tx, actor, now, params.id),
  );
  api.on(contract.createOrganisation, async ({ tx, actor, now, body }) => ({
    id: await organisations.registerOrganisation(tx, actor, now, body),
    version: 1,
  }));
  api.on(contract.changeOrganisation, async ({ tx, actor, now, params, body }) => ({
    version: await organisations.changeOrganisation(tx, actor, now, { ...body, id: params.id }),
  }));
  api.on(contract.endOrganisation, async ({ tx, actor, now, params, body }) => ({
    version: await organisations.endOrganisation(tx, actor, now, { ...body, id: params.id }),
  }));

  api.on(contract.listPeople, ({ tx, now, query }) => people.listPeople(tx, now, query));
  api.on(contract.getPerson, ({ tx, actor, now, params }) => people.getPerson(tx, actor, now, params.id));
  api.on(contract.createPerson, async ({ tx, actor, now, body }) => ({
    ...(await people.invitePerson(tx, actor, now, body)),
    version: 1,
  }));
  api.on(contract.changePerson, async ({ tx, actor, now, params, body }) => ({
    version: await people.changePerson(tx, actor, now, { ...body, id: params.id }),
  }));
  api.on(contract.endPerson, async ({ tx, actor, now, params, body }) => ({
    version: await leaving.endPerson(tx, actor, now, { ...body, id: params.id }),
  }));
  api.on(contract.getHoldings, ({ tx, actor, now, params }) => leaving.holdings(tx, actor, now, params.id));
  api.on(contract.listPostsToReview, ({ tx, actor, now, query }) =>
    postReview.listPosts(tx, actor, now, query),
  );
  api.on(contract.confirmPost, async ({ tx, actor, now, params }) => {
    await postReview.confirmPost(tx, actor, now, { personId: params.id, postId: params.postId });
    return {};
  });
  api.on(contract.givePost, async ({ tx, actor, now, params, body }) => ({
    id: await people.givePost(tx, actor, now, { ...body, personId: params.id }),
  }));
  api.on(contract.endPost, async ({ tx, actor, now, params }) => {
    await people.endPost(tx, actor, now, { personId: params.id, postId: params.postId });
    return {};
  });
  api.on(contract.makeLink, ({ tx, actor, now, params }) => people.makeLink(tx, actor, now, params.id));

  api.on(contract.listKeys, ({ tx, actor, now, query }) => keys.listKeys(tx, actor, now, query));
  api.on(contract.makeKey, ({ tx, actor, now, body }) => keys.makeKey(tx, actor, now, body));
  api.on(contract.getKeyLimits, ({ tx, actor, now }) => keys.keyLimits(tx, actor, now));
  api.on(contract.rotateKey, ({ tx, actor, now, params, body }) =>
    keys.rotateKey(tx, actor, now, { ...body, id: params.id }),
  );
  api.on(contract.revokeKey, async ({ tx, actor, now, params, body }) => ({
    version: await keys.revokeKey(tx, actor, now, { ...body, id: params.id }),
  }));

  api.on(contract.listEngagements, ({ tx, query }) => engagements.listEngagements(tx, query));
  api.on(contract.startEngagement, async ({ tx, actor, now, body }) => ({
    id: await engagements.startEngagement(tx, actor, now, body),
    version: 1,
  }));
  api.on(contract.endEngagement, async ({ tx, actor, now, params, body }) => ({
    version: await engagements.endEngagement(tx, actor, now, { ...body, id: params.id }),
  }));
}
