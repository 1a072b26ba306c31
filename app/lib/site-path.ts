const BASE = "https://site.invalid";

/**
 * The path of this site that `target` names, else "/". Resolved as browsers resolve it, so that what
 * they would take for another site (`//`, `/\`, control characters, a scheme) never passes.
 */
export function sitePath(target: string): string {
  if (!target.startsWith("/") || /[\\\p{Cc}]/u.test(target)) return "/";
  const url = URL.parse(target, BASE);
  if (url?.origin !== BASE || url.pathname.startsWith("//")) return "/";
  return url.pathname + url.search + url.hash;
}
