import { useEffect, useState } from "react";

const SETTLES_AFTER_MS = 200;

/** A value once it has not changed for a moment: what somebody types, when they pause. */
export function useSettled<T>(value: T): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), SETTLES_AFTER_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}

interface Search {
  /** As it was when the page was opened. */
  q: string | undefined;
  onSearch: (search: { q: string | undefined }) => void;
}

/** What is typed into a search field: ahead of the URL, which follows when the router comes to it. */
export function useTypedSearch({ q, onSearch }: Search) {
  const [value, setValue] = useState(q ?? "");
  const onChange = (typed: string) => {
    setValue(typed);
    onSearch({ q: typed || undefined });
  };
  return { query: useSettled(value), field: { value, onChange } };
}
