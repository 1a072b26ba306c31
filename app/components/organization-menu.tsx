import { Link } from "@tanstack/react-router";
import { Check, MailOpen, Plus } from "lucide-react";
import { useSessionUser } from "../hooks/use-session-user";
import type { Organization } from "../lib/trpc";
import type { MenuProps } from "./on-demand";
import { NamedAvatar } from "./ui/avatar";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuLabel,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from "./ui/dropdown-menu";

/** The organizations one can switch to. Starts open. */
export function OrganizationMenu({ current, trigger }: MenuProps & { current: Organization }) {
  const { organizations, invitations, more } = useSessionUser();
  return (
    <DropdownMenu defaultOpen>
      <DropdownMenuTrigger asChild>{trigger({})}</DropdownMenuTrigger>
      <DropdownMenuContent align="start" className="w-56">
        <DropdownMenuLabel>Organizations</DropdownMenuLabel>
        {organizations.map(({ id, slug, name }) => (
          <DropdownMenuItem key={id} asChild>
            <Link to="/$organizationSlug" params={{ organizationSlug: slug }}>
              <NamedAvatar name={name} className="size-5 rounded-sm" />
              <span className="flex-1 truncate">{name}</span>
              {id === current.id && <Check aria-label="(current)" />}
            </Link>
          </DropdownMenuItem>
        ))}
        {invitations.map(({ id, organization }) => (
          <DropdownMenuItem key={id} asChild>
            <Link to="/invitations/$invitationId" params={{ invitationId: id }}>
              <MailOpen />
              <span className="flex-1 truncate">
                <span>{`Join ${organization.name}`}</span>
              </span>
            </Link>
          </DropdownMenuItem>
        ))}
        {more.invitations && (
          <DropdownMenuLabel className="font-normal">
            You have more invitations. Accept or decline some of these to see them.
          </DropdownMenuLabel>
        )}
        <DropdownMenuSeparator />
        <DropdownMenuItem asChild>
          <Link to="/new-organization">
            <Plus /> New organization
          </Link>
        </DropdownMenuItem>
      </DropdownMenuContent>
    </DropdownMenu>
  );
}
