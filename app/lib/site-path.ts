const BASE = "https://site.invalid";

/**
 * Whether `target` is a path of this site, however often something on the way decodes it: what a
 * browser would take for another site (a scheme, `//`, `/\`, control characters) never is, also not
 * percent-encoded.
 */
export function isSitePath(target: string): boolean {
  if (hasHidden(target)) return false;
  for (let path = target.replace(/[?#].*/, ""); ;) {
    const url = resolve(path);
    if (!path.startsWith("/") || hasHidden(path) || url?.origin !== BASE) return false;
    if (url.pathname.startsWith("//")) return false;
    const decoded = decode(path);
    if (decoded === path) return true;
    if (decoded === undefined) return false;
    path = decoded;
  }
}

/** The path of this site that `target` names as a browser resolves it, else "/". */
export function sitePath(target: string): string {
  const url = isSitePath(target) && resolve(target);
  return url ? url.pathname + url.search + url.hash : "/";
}

/** `URL.parse` does the same, but not in every browser that the README names. */
function resolve(path: string): URL | undefined {
  try {
    return new URL(path, BASE);
  } catch {
    return undefined;
  }
}

/** Backslashes and control characters: browsers turn the one into slashes and drop some of the other. */
const hasHidden = (text: string) => /[\\\p{Cc}\p{Zl}\p{Zp}]/u.test(text);

function decode(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}
