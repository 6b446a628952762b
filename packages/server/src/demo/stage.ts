import { createHash } from "node:crypto";
import { type Actor, Refusal, type Sensitivity } from "@yunjian/domain";
import { beginUpload, finishUpload } from "../features/files/uploads.ts";
import { actingAs } from "../features/identity/acting.ts";
import type { Blobs } from "../platform/blobs/blobs.ts";
import { newId } from "../platform/ids.ts";
import type { Signer } from "../platform/ledger/note.ts";
import { type Db, type Tx, withActor } from "../platform/tenancy.ts";
import { ORGANISATIONS } from "./cast.ts";

export interface Placed {
  readonly orgs: ReadonlyMap<string, string>;
  readonly people: ReadonlyMap<string, { readonly personId: string; readonly orgKey: string }>;
  /** Cloud key -> id. */
  readonly clouds: ReadonlyMap<string, string>;
  readonly systems: ReadonlyMap<string, string>;
}

/** Where the demo's people act: the services under their own rights, at the instant of the story. */
export class Stage {
  readonly db: Db;
  readonly blobs: Blobs;
  readonly signer: Signer;
  readonly #seed: number;
  readonly #actors = new Map<string, Actor>();
  /** Supervision of every cloud starts here. */
  readonly firstDay: string;
  /** The day on which the demo is started. */
  readonly lastDay: string;
  now: Date;
  placed: Placed = { orgs: new Map(), people: new Map(), clouds: new Map(), systems: new Map() };

  constructor(parts: {
    db: Db;
    blobs: Blobs;
    signer: Signer;
    seed: number;
    firstDay: string;
    lastDay: string;
    now: Date;
  }) {
    this.db = parts.db;
    this.blobs = parts.blobs;
    this.signer = parts.signer;
    this.#seed = parts.seed;
    this.firstDay = parts.firstDay;
    this.lastDay = parts.lastDay;
    this.now = parts.now;
  }

  /** A number in [0, 1) that depends on the seed and the words alone, so that the same seed tells the same story. */
  chance(...words: readonly (string | number)[]): number {
    const digest = createHash("sha256")
      .update([this.#seed, ...words].join("|"))
      .digest();
    return digest.readUInt32BE(0) / 4_294_967_296;
  }

  pick<T>(from: readonly T[], ...words: readonly (string | number)[]): T {
    const found = from[Math.floor(this.chance(...words) * from.length)];
    if (found === undefined) throw new RangeError("nothing to pick from");
    return found;
  }

  org(key: string): string {
    return must(this.placed.orgs.get(key), key);
  }

  cloud(key: string): string {
    return must(this.placed.clouds.get(key), key);
  }

  /** Forget what people may see: call after engagements changed. */
  engagementsChanged(): void {
    this.#actors.clear();
  }

  async actor(key: string): Promise<Actor> {
    let actor = this.#actors.get(key);
    if (!actor) {
      const { personId, orgKey } = must(this.placed.people.get(key), key);
      const post = ORGANISATIONS.find((org) => org.key === orgKey)?.people.find(
        (person) => person.key === key,
      )?.post;
      actor = await actingAs(
        this.db,
        { personId, orgId: this.org(orgKey), posts: [must(post, key)] },
        this.now,
        `demo-${key}`,
      );
      this.#actors.set(key, actor);
    }
    return actor;
  }

  /** One step of one person in one transaction, as one request would be. */
  async act<T>(key: string, work: (tx: Tx, actor: Actor, now: Date) => Promise<T>): Promise<T> {
    const actor = await this.actor(key);
    return await withActor(this.db, actor, "write", (tx) => work(tx, actor, this.now));
  }

  /** As `act`, for steps the rules may refuse in the course of the story (a limit that has passed). */
  async attempt<T>(
    key: string,
    work: (tx: Tx, actor: Actor, now: Date) => Promise<T>,
  ): Promise<T | undefined> {
    try {
      return await this.act(key, work);
    } catch (error) {
      if (error instanceof Refusal) return undefined;
      throw error;
    }
  }

  /** Uploads a file the way a browser does: announced, arrived, inspected, kept. */
  async upload(
    key: string,
    name: string,
    type: string,
    content: Buffer,
    sensitivity: Sensitivity = "internal",
  ): Promise<string> {
    const actor = await this.actor(key);
    const id = newId(this.now);
    await this.act(key, (tx) =>
      beginUpload(tx, actor, this.now, { id, name, type, sensitivity, size: content.length }),
    );
    await this.blobs.parts.create(actor.orgId ?? "", id);
    await this.blobs.parts.append(id, 0, chunks(content));
    return await finishUpload(
      (mode, work) => withActor(this.db, actor, mode, work),
      this.blobs,
      actor,
      this.now,
      id,
    );
  }

  at(day: string, time: string): void {
    this.now = new Date(`${day}T${time}:00+08:00`);
  }
}

async function* chunks(content: Buffer): AsyncGenerator<Buffer> {
  yield content;
}

function must<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new RangeError(`the demo knows no ${what}`);
  return value;
}
