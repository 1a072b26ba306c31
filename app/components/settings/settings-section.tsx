import type { ReactNode } from "react";
import { cn } from "../../lib/cn";
import { Card, CardContent, CardDescription, CardHeader, CardTitle } from "../ui/card";

interface SettingsSectionProps {
  title: string;
  description: string;
  /** What is done here can't be undone. */
  danger?: boolean;
  children?: ReactNode;
}

export function SettingsSection({ title, description, danger, children }: SettingsSectionProps) {
  return (
    <Card className={cn(danger && "border-destructive/40")}>
      <CardHeader>
        <CardTitle>{title}</CardTitle>
        <CardDescription>{description}</CardDescription>
      </CardHeader>
      {children && <CardContent>{children}</CardContent>}
    </Card>
  );
}
