import { SearchOutlined } from "@ant-design/icons";
import { type getEntry, type OutputOf, signIn } from "@yunjian/contract";
import { Input } from "antd";
import { useState } from "react";
import { useChange } from "../../lib/api.ts";
import { useText } from "../../lib/language.ts";
import { useWord } from "../../lib/words.ts";

type Account = OutputOf<typeof getEntry>["accounts"][number];

interface DemoAccountsProps {
  readonly accounts: readonly Account[];
  readonly onDone: () => void;
}

/** Demo mode only: everybody of the demo city, by organisation; one click signs in. */
export function DemoAccounts({ accounts, onDone }: DemoAccountsProps) {
  const text = useText();
  const word = useWord();
  const [wanted, setWanted] = useState("");
  const change = useChange(signIn, { refresh: false, onDone });
  const matches = ({ name, organisation, post, email }: Account) =>
    [name, organisation, email, word("post", post)].some((words) =>
      words.toLowerCase().includes(wanted.trim().toLowerCase()),
    );
  const groups = Map.groupBy(accounts.filter(matches), (account) => account.organisation);
  return (
    <section className="yj-accounts" aria-labelledby="demo-accounts">
      <div className="yj-accounts-head">
        <div>
          <h2 id="demo-accounts">{text("identity.demo.title")}</h2>
          <p className="yj-hint">{text("identity.demo.hint")}</p>
        </div>
        <Input
          className="yj-search"
          allowClear
          aria-label={text("identity.demo.search")}
          placeholder={text("identity.demo.search")}
          prefix={<SearchOutlined aria-hidden="true" />}
          value={wanted}
          onChange={(event) => setWanted(event.target.value)}
        />
      </div>
      <div className="yj-accounts-list">
        {[...groups].map(([organisation, people]) => (
          <div key={organisation} className="yj-accounts-group">
            <h3>{organisation}</h3>
            <ul>
              {people.map(({ email, password, name, post }) => (
                <li key={`${email} ${post}`}>
                  <button
                    type="button"
                    disabled={change.busy}
                    aria-label={text("identity.demo.signInAs", { name: `${name} ${word("post", post)}` })}
                    onClick={() => void change.run({ body: { email, password } })}
                  >
                    <span>{name}</span>
                    <span className="yj-hint">{word("post", post)}</span>
                  </button>
                </li>
              ))}
            </ul>
          </div>
        ))}
      </div>
    </section>
  );
}
