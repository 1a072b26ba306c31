import { linkOptions } from "@tanstack/react-router";
import { Building2, Inbox, Plug, Server, Settings, Users } from "lucide-react";
import type { Viewer } from "../lib/trpc";

/** Every page that a person can go to, under the name by which they look for it, or by what is on the page. */
export function places({ organizations }: Viewer) {
  return organizations.flatMap((organization) => {
    const params = { organizationSlug: organization.slug };
    const named = (name: string) => `${organization.name} / ${name}`;
    return [
      {
        key: organization.id,
        name: organization.name,
        page: "instances",
        icon: Building2,
        link: linkOptions({ to: "/$organizationSlug", params }),
      },
      ...organization.instances.flatMap((instance) => {
        const instanceParams = { ...params, instanceSlug: instance.slug };
        return [
          {
            key: `${instance.id} machines`,
            name: named(instance.name),
            page: "machines",
            icon: Server,
            link: linkOptions({ to: "/$organizationSlug/$instanceSlug", params: instanceParams }),
          },
          {
            key: `${instance.id} events`,
            name: named(`${instance.name} / Events`),
            page: "events",
            icon: Inbox,
            link: linkOptions({
              to: "/$organizationSlug/$instanceSlug/events",
              params: instanceParams,
            }),
          },
          {
            key: `${instance.id} settings`,
            name: named(`${instance.name} / Settings`),
            page: "settings",
            icon: Settings,
            link: linkOptions({
              to: "/$organizationSlug/$instanceSlug/settings",
              params: instanceParams,
            }),
          },
        ];
      }),
      {
        key: `${organization.id} connectors`,
        name: named("Connectors"),
        page: "connectors",
        icon: Plug,
        link: linkOptions({ to: "/$organizationSlug/connectors", params }),
      },
      {
        key: `${organization.id} team`,
        name: named("Team"),
        page: "team",
        icon: Users,
        link: linkOptions({ to: "/$organizationSlug/team", params }),
      },
      {
        key: `${organization.id} settings`,
        name: named("Settings"),
        page: "settings",
        icon: Settings,
        link: linkOptions({ to: "/$organizationSlug/settings", params }),
      },
    ];
  });
}
