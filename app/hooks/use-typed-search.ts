import { useState } from "react";

interface TypedSearch {
  /** The search in the page's URL. */
  q: string | undefined;
  onSearch: (search: { q: string | undefined }) => void;
}

/**
 * The text of a search field. Typing changes it at once, and the URL follows. When something else changes the URL
 * (a link, a button, Back), the field shows the new search.
 */
export function useTypedSearch({ q = "", onSearch }: TypedSearch) {
  const [{ value, url, underWay }, setState] = useState({
    value: q,
    url: q,
    /** Searches that were typed and have not reached the URL yet. */
    underWay: [] as string[],
  });
  if (q !== url) {
    const left = underWay.slice(underWay.lastIndexOf(q) + 1);
    const isTyped = underWay.includes(q) && left.length > 0;
    setState({ value: isTyped ? value : q, url: q, underWay: isTyped ? left : [] });
  }
  const onChange = (typed: string) => {
    setState({ value: typed, url, underWay: [...underWay, typed] });
    onSearch({ q: typed || undefined });
  };
  return { value, onChange };
}
