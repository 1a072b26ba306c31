import { Link } from "@tanstack/react-router";
import { Compass } from "lucide-react";
import { StandInPage } from "./account-frame";
import { EmptyState } from "./empty-state";
import { Button } from "./ui/button";

export function NotFoundPage() {
  return (
    <StandInPage>
      <EmptyState
        heading="h1"
        icon={Compass}
        title="There is nothing here"
        description="The page does not exist, or it belongs to an organization that you are not a member of."
      >
        <Button variant="outline" asChild>
          <Link to="/">Go to your organizations</Link>
        </Button>
      </EmptyState>
    </StandInPage>
  );
}
