import { useState } from "react";

interface TypedSearch {
  /** What the page is searched for, as its URL says. */
  q: string | undefined;
  onSearch: (search: { q: string | undefined }) => void;
}

/**
 * What is typed into a search field: ahead of the URL, which follows when the router comes to it. When something else
 * changes the URL (a link, a button, Back), the field says what is searched for by then.
 */
export function useTypedSearch({ q = "", onSearch }: TypedSearch) {
  const [{ value, url, underWay }, setState] = useState({
    value: q,
    url: q,
    /** What was typed and has not reached the URL. */
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
