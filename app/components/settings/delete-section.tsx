import { type ReactNode, useState } from "react";
import { dialogError } from "../../lib/errors";
import { Button } from "../ui/button";
import { ConfirmDialog } from "../ui/confirm-dialog";
import { SettingsSection } from "./settings-section";

interface DeleteSectionProps {
  /** "organization" or "instance". */
  thing: string;
  name: string;
  description: string;
  /** Why the person may not delete it. */
  refusal: string | undefined;
  /** What has to be done first: shown in place of the button. */
  first?: ReactNode;
  pending: boolean;
  error: unknown;
  onDelete: () => void;
}

/** The danger zone of a settings page: deletes the thing once its name has been typed. */
export function DeleteSection({ thing, name, description, refusal, ...props }: DeleteSectionProps) {
  const [asking, setAsking] = useState(false);
  // The dialog makes way, and does not come back by itself.
  if (props.first && asking) setAsking(false);
  return (
    <SettingsSection danger title="Danger zone" description={description}>
      {props.first ?? (
        <div className="flex flex-wrap items-center gap-3">
          <Button
            variant="destructive"
            disabled={refusal !== undefined}
            onClick={() => setAsking(true)}
          >
            {`Delete ${thing}`}
          </Button>
          {refusal && <p className="text-sm text-muted-foreground">{refusal}</p>}
        </div>
      )}
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={`Delete ${name}?`}
        description={`${description} This can't be undone.`}
        action={`Delete ${thing}`}
        confirmText={name}
        pending={props.pending}
        error={dialogError(props.error)}
        onConfirm={props.onDelete}
      />
    </SettingsSection>
  );
}
