import {
  keepPreviousData,
  QueryClient,
  type UseQueryResult,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import { type InputOf, LARGEST_PAGE, type OutputOf, type RouteSpec } from "@yunjian/contract";
import { App } from "antd";
import { useRef } from "react";
import { call, isUnsure } from "./client.ts";
import { useText } from "./language.ts";
import { useErrorText } from "./problem.ts";
import { SessionAbandoned } from "./session.ts";

export { ApiError } from "@yunjian/contract";
export { call } from "./client.ts";
export { applyFieldErrors } from "./field-errors.ts";

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      retry: (count, error) => count < 2 && isUnsure(error),
      networkMode: "always",
    },
    mutations: { networkMode: "always" },
  },
});

export interface CallOptions {
  readonly enabled?: boolean;
  readonly staleTime?: number;
  /** Milliseconds between renewals, for wall screens. */
  readonly refetchInterval?: number;
  /** While another input loads, the answer to the one before stays on screen. */
  readonly keepPrevious?: boolean;
}

export const keyOf = (route: RouteSpec, input: unknown): readonly unknown[] => [
  `${route.method} ${route.path}`,
  input,
];

/** Reads through the contract. `null` as input means: not yet. */
export function useCall<R extends RouteSpec>(
  route: R,
  input: InputOf<R> | null,
  options: CallOptions = {},
): UseQueryResult<OutputOf<R>, Error> {
  const { enabled = true, staleTime, refetchInterval, keepPrevious = false } = options;
  return useQuery<OutputOf<R>, Error>({
    queryKey: keyOf(route, input),
    queryFn: ({ signal }) => call(route, input as InputOf<R>, { signal }),
    enabled: enabled && input !== null,
    ...(staleTime !== undefined && { staleTime }),
    ...(refetchInterval !== undefined && { refetchInterval }),
    ...(keepPrevious && { placeholderData: keepPreviousData }),
  });
}

/** A route that answers one page of a keyset list. */
export type ListRoute = RouteSpec & { readonly method: "GET" };
export type RowOf<R extends ListRoute> = OutputOf<R> extends { items: readonly (infer Row)[] } ? Row : never;
export interface ListPage<Row> {
  readonly items: readonly Row[];
  readonly next: string | null;
}

/** A keyset list, page after page. */
export function useList<R extends ListRoute>(route: R, input: InputOf<R>) {
  return useInfiniteQuery({
    queryKey: [...keyOf(route, input), "pages"],
    queryFn: ({ signal, pageParam }) => callPage(route, input, pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    placeholderData: keepPreviousData,
  });
}

export async function callPage<R extends ListRoute>(
  route: R,
  input: InputOf<R>,
  after: string | undefined,
  signal: AbortSignal,
  limit?: number,
): Promise<ListPage<RowOf<R>>> {
  const { query, ...rest } = input as { query?: object };
  const paged = { ...rest, query: { ...query, ...(after && { after }), ...(limit && { limit }) } };
  return (await call(route, paged as unknown as InputOf<R>, { signal })) as ListPage<RowOf<R>>;
}

/**
 * Every row of a list that is short by nature (the clouds of a city), for a choice among all of them; read
 * once and kept for some minutes.
 */
export function useAll<R extends ListRoute>(route: R, input: InputOf<R>): UseQueryResult<RowOf<R>[], Error> {
  return useQuery({
    queryKey: [...keyOf(route, input), "all"],
    queryFn: async ({ signal }) => {
      const rows: RowOf<R>[] = [];
      let after: string | undefined;
      do {
        const page = await callPage(route, input, after, signal, LARGEST_PAGE);
        rows.push(...page.items);
        after = page.next ?? undefined;
      } while (after);
      return rows;
    },
    staleTime: 300_000,
  });
}

export interface ChangeOptions<R extends RouteSpec> {
  /** Message key of the words that confirm it. */
  readonly done?: string;
  /** Where a refusal is shown: as a note that passes, or by a <Problem/> of the page. */
  readonly errors?: "toast" | "page";
  /** Whether everything on screen is read again; the default. */
  readonly refresh?: boolean;
  readonly onDone?: (output: OutputOf<R>, input: InputOf<R>) => void;
  readonly onRefused?: (error: Error) => void;
}

export interface Change<R extends RouteSpec> {
  /** Never rejects: undefined means refused, `error` says why. A second call while one runs is ignored. */
  readonly run: (input: InputOf<R>) => Promise<OutputOf<R> | undefined>;
  readonly busy: boolean;
  readonly error: Error | null;
  readonly reset: () => void;
}

/** Changes through the contract. Afterwards everything on screen is read again before it is done. */
export function useChange<R extends RouteSpec>(route: R, options: ChangeOptions<R> = {}): Change<R> {
  const { message } = App.useApp();
  const text = useText();
  const errorText = useErrorText();
  const client = useQueryClient();
  const running = useRef(false);
  const mutation = useMutation<OutputOf<R>, Error, InputOf<R>>({ mutationFn: (input) => call(route, input) });

  const run = async (input: InputOf<R>): Promise<OutputOf<R> | undefined> => {
    if (running.current) return undefined;
    running.current = true;
    try {
      const output = await mutation.mutateAsync(input);
      if (options.refresh !== false) await client.invalidateQueries();
      if (options.done !== undefined) message.success(text(options.done));
      options.onDone?.(output, input);
      return output;
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      if (error instanceof SessionAbandoned) return undefined;
      if (options.errors !== "page") message.error(errorText(error), 6);
      options.onRefused?.(error);
      return undefined;
    } finally {
      running.current = false;
    }
  };
  return { run, busy: mutation.isPending, error: mutation.error, reset: mutation.reset };
}
