/**
 * What every answer of ours says, whatever it is. Also of use to the edge proxy, so nothing is imported.
 * Static files, which no worker of ours touches, have theirs from public/_headers.
 */
export const SECURITY_HEADERS = {
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "referrer-policy": "same-origin",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "permissions-policy": [
    "accelerometer",
    "camera",
    "display-capture",
    "geolocation",
    "gyroscope",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "usb",
  ]
    .map((feature) => `${feature}=()`)
    .join(", "),
} as const;

/** For two years, the site and whatever stands below it is asked for over https alone. */
export const ONLY_HTTPS = "max-age=63072000; includeSubDomains";

/** Of an answer that is no page: should a browser show it as one all the same, it can do nothing. */
export const NO_PAGE_POLICY = "default-src 'none'; base-uri 'none'; frame-ancestors 'none'";
