/** Where to go after signing in: a path of ours, or home. Everything that could lead elsewhere is dropped. */
export function safeReturnPath(wanted: string | null | undefined): string {
  if (!wanted?.startsWith("/")) return "/";
  const base = "https://here.invalid";
  const url = URL.parse(wanted, base);
  // '//evil', '/\evil' and control characters that browsers strip all end up at another origin.
  if (url === null || url.origin !== base) return "/";
  const path = `${url.pathname}${url.search}${url.hash}`;
  if (path.startsWith("//") || /^\/(sign-in|setup|link|api)(\/|\?|#|$)/.test(path)) return "/";
  return path;
}

export function signInPath(from: { pathname: string; search: string; hash: string }): string {
  const to = safeReturnPath(`${from.pathname}${from.search}${from.hash}`);
  return to === "/" ? "/sign-in" : `/sign-in?to=${encodeURIComponent(to)}`;
}
