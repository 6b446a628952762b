import { createSubmission, editSubmission, getSubmission, prepareSubmission } from "@yunjian/contract";
import { useCallback, useEffect, useRef, useState } from "react";
import { call, queryClient } from "../../lib/api.ts";
import { bodyOf, type Content } from "./content.ts";

export type SaveState = "saved" | "waiting" | "saving" | "failed";

interface Place {
  readonly id: string;
  readonly version: number;
}

export interface Draft {
  readonly content: Content;
  readonly change: (part: Partial<Content>) => void;
  readonly state: SaveState;
  readonly error: Error | null;
  readonly savedAt: Date | null;
  /** Everything typed is stored; where it stands now. Undefined when the server refused, `error` says why. */
  readonly flush: () => Promise<Place | undefined>;
}

const PAUSE = 1200;

/**
 * Keeps what is typed as a draft on the server, one save at a time. The first change makes the draft;
 * a refusal stops the saving and is shown, nothing typed is lost.
 */
export function useDraft(start: {
  readonly content: Content;
  readonly periodIds: readonly string[];
  readonly place: Place | null;
  readonly onCreated: (id: string) => void;
}): Draft {
  const [content, setContent] = useState(start.content);
  const [state, setState] = useState<SaveState>("saved");
  const [error, setError] = useState<Error | null>(null);
  const [savedAt, setSavedAt] = useState<Date | null>(null);
  const place = useRef(start.place);
  const latest = useRef(content);
  const dirty = useRef(false);
  const running = useRef<Promise<void> | null>(null);
  const timer = useRef<number | undefined>(undefined);
  const { periodIds, onCreated } = start;

  const saveOnce = useCallback(async () => {
    dirty.current = false;
    setState("saving");
    const { version: _, ...body } = bodyOf(latest.current, periodIds, 1);
    if (place.current === null) {
      const made = await call(createSubmission, { body });
      place.current = { id: made.id, version: made.version };
      onCreated(made.id);
    } else {
      const { id, version } = place.current;
      const changed = await call(editSubmission, { params: { id }, body: { ...body, version } });
      place.current = { id, version: changed.version };
    }
  }, [periodIds, onCreated]);

  const save = useCallback(async (): Promise<void> => {
    window.clearTimeout(timer.current);
    if (running.current) await running.current;
    if (!dirty.current && place.current !== null) return;
    const work = saveOnce().then(
      () => {
        setError(null);
        setSavedAt(new Date());
        setState(dirty.current ? "waiting" : "saved");
      },
      (reason: unknown) => {
        dirty.current = true;
        setError(reason instanceof Error ? reason : new Error(String(reason)));
        setState("failed");
      },
    );
    running.current = work;
    await work;
    running.current = null;
  }, [saveOnce]);

  const change = (part: Partial<Content>) => {
    latest.current = { ...latest.current, ...part };
    setContent(latest.current);
    dirty.current = true;
    setState((now) => (now === "saving" ? now : "waiting"));
    window.clearTimeout(timer.current);
    timer.current = window.setTimeout(() => void save(), PAUSE);
  };
  // Leaving the page saves what is still waiting; whoever comes back reads it anew.
  useEffect(
    () => () => {
      window.clearTimeout(timer.current);
      void (dirty.current ? save() : Promise.resolve()).then(() => {
        for (const route of [getSubmission, prepareSubmission])
          queryClient.removeQueries({ queryKey: [`${route.method} ${route.path}`], type: "inactive" });
      });
    },
    [save],
  );
  const flush = async () => {
    await save();
    if (dirty.current) await save();
    return dirty.current ? undefined : (place.current ?? undefined);
  };
  return { content, change, state, error, savedAt, flush };
}
