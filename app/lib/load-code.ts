/** A part of the page's code is gone from the server: OS2 was deployed again since the page was opened. */
export class OutdatedPageError extends Error {
  override name = "OutdatedPageError";
  override message = "A new version of OS2 is out. Reload the page to go on.";
}

const fetched = new Map<string, Promise<void>>();

/**
 * Stands around every `import()` of the build, in place of Vite's own helper (vite.config.ts).
 *
 * Browsers keep a module that could not be loaded for the life of the document: the same `import()` fails again without
 * a request. So its files are fetched first, into the browser's cache, which may fail any number of times.
 * See https://github.com/whatwg/html/issues/6768
 * @param files of the module and all that it imports.
 */
export async function __vitePreload<T>(load: () => Promise<T>, files: string[] = []): Promise<T> {
  await Promise.all(files.map((file) => fetchOnce(`/${file}`)));
  return load();
}

async function fetchOnce(file: string) {
  // Files that the page's HTML names are loaded already.
  if (document.querySelector(`link[href="${file}"], script[src="${file}"]`)) return;
  const fetching = fetched.get(file) ?? fetchFile(file);
  fetched.set(file, fetching);
  try {
    await fetching;
  } catch (error) {
    fetched.delete(file);
    throw error;
  }
}

async function fetchFile(file: string) {
  const response = await fetch(file);
  if (response.status === 404) throw new OutdatedPageError();
  if (!response.ok) throw new TypeError(`${file} was answered with ${response.status}.`);
  await response.arrayBuffer();
  if (file.endsWith(".css")) await addStyles(file);
}

const addStyles = (file: string) =>
  new Promise<void>((resolve, reject) => {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = file;
    link.onload = () => resolve();
    link.onerror = () => {
      link.remove();
      reject(new TypeError(`${file} could not be loaded.`));
    };
    document.head.appendChild(link);
  });
