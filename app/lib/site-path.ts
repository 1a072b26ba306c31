const BASE = "https://site.invalid";

/** Longer than every address of ours. The cost of a check grows with the length, and anybody may ask for one. */
const MAX_LENGTH = 2048;
/** How many layers of percent-encoding are taken off. No address of ours has more than one. */
const MAX_LAYERS = 3;

/**
 * Whether `target` is a path of this site, however often something on the way decodes it: what a
 * browser would take for another site (a scheme, `//`, `/\`, control characters) never is, also not
 * percent-encoded.
 */
export function isSitePath(target: string): boolean {
  if (target.length > MAX_LENGTH || hasHidden(target)) return false;
  let path = target.replace(/[?#].*/, "");
  for (let layer = 0; layer <= MAX_LAYERS; layer++) {
    const url = resolve(path);
    if (!path.startsWith("/") || hasHidden(path) || url?.origin !== BASE) return false;
    if (url.pathname.startsWith("//")) return false;
    const decoded = decode(path);
    if (decoded === path) return true;
    if (decoded === undefined) return false;
    path = decoded;
  }
  return false;
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
