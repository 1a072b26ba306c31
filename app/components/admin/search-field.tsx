import { Search } from "lucide-react";
import { cn } from "../../lib/cn";
import { Input } from "../ui/input";

interface SearchFieldProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  autoFocus?: boolean;
  className?: string;
}

export function SearchField({ label, value, onChange, autoFocus, className }: SearchFieldProps) {
  return (
    <div className={cn("relative", className)}>
      <Search
        aria-hidden
        className="pointer-events-none absolute top-2 left-2.5 size-4 text-muted-foreground"
      />
      <Input
        type="search"
        name="q"
        aria-label={label}
        placeholder={label}
        autoFocus={autoFocus}
        className="w-full pl-8"
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
    </div>
  );
}
