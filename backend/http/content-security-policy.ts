/** backend/http/csp-report.ts */
const REPORT_PATH = "/api/csp-report";

/** A name for it that `report-to` of the policy refers to. */
export const REPORTING_ENDPOINTS = `csp="${REPORT_PATH}"`;

/** 128 random bits: nobody can guess what this one response lets run. */
export const createNonce = () =>
  btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(16))));

/**
 * What a page may do: nothing but what is listed. Scripts and styles are our own files, or stand in the
 * page with the response's nonce. https://www.w3.org/TR/CSP3/
 */
export function pagePolicy(nonce: string): string {
  const directives: Record<string, string> = {
    "default-src": "'none'",
    "script-src": `'self' 'nonce-${nonce}'`,
    "style-src": `'self' 'nonce-${nonce}'`,
    // Avatars come from Google; small icons stand in the stylesheet. Unlike a script or a page, an image made of data does nothing.
    "img-src": "'self' data: https://*.googleusercontent.com",
    "font-src": "'self'",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "object-src": "'none'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
    // Sign-ins go to Google and Slack by script, so no form ever leaves the site.
    "form-action": "'self'",
    "report-uri": REPORT_PATH,
    "report-to": "csp",
    ...(import.meta.env.DEV && DEVELOPMENT),
  };
  return Object.entries(directives)
    .map(([name, value]) => `${name} ${value}`)
    .join("; ");
}

/** Vite puts styles into the page as they change (a nonce would forbid that), which it hears of on a socket of its own. */
const DEVELOPMENT = { "style-src": "'self' 'unsafe-inline'", "connect-src": "'self' ws:" };
