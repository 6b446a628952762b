import { getMe } from "@yunjian/contract";
import type { Define } from "../program.ts";
import { POST } from "../words.ts";

export function defineMe({ say, command, perform }: Define): void {
  perform(
    command("me", "查看密钥所代表的人员和单位", "whom the key acts for"),
    async ({ call, out, lang }) => {
      const me = await call(getMe, {});
      out.show(me, () => [
        `${me.person.name}  ${me.person.email}`,
        `${me.organisation.name}`,
        `${say("岗位：", "posts: ")}${me.posts.map((post) => POST[post][lang]).join(say("、", ", "))}`,
        `${say("权限：", "permissions: ")}${me.permissions.join(" ")}`,
      ]);
    },
  );
}
