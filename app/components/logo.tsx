import { Link } from "@tanstack/react-router";

export function Logo() {
  return (
    <Link to="/" className="inline-flex h-8 items-center gap-2 rounded-md px-1 font-semibold">
      <img src="/favicon.svg" alt="" className="size-5" />
      OS2
    </Link>
  );
}
