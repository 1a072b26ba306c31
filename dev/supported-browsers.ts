/** The oldest browsers that the app is built for: those of Tailwind. The README names them, too. */
export const SUPPORTED_BROWSERS = { chrome: 111, firefox: 128, safari: 16.4 };

/** As Vite wants it said. */
export const BUILD_TARGET = Object.entries(SUPPORTED_BROWSERS).map(
  ([name, version]) => name + version,
);
