import { UserX } from "lucide-react";
import { EmptyState } from "./empty-state";
import { SimplePage } from "./simple-page";
import { Button } from "./ui/button";

/** What an open page of an organization becomes when its person is no longer a member. */
export function NotMemberPage() {
  return (
    <SimplePage>
      <EmptyState
        heading="h1"
        icon={UserX}
        title="You are no longer a member"
        description="You were removed from this organization, or it was deleted. An owner or an admin can invite you again."
      >
        <Button asChild>
          <a href="/">Go to your organizations</a>
        </Button>
      </EmptyState>
    </SimplePage>
  );
}
