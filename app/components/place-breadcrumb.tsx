import { Link, useParams } from "@tanstack/react-router";
import type { Organization } from "../lib/trpc";
import {
  Breadcrumb,
  BreadcrumbItem,
  BreadcrumbLink,
  BreadcrumbList,
  BreadcrumbSeparator,
} from "./ui/breadcrumb";

/** The organization and, on the pages of one, the instance. */
export function PlaceBreadcrumb({ organization }: { organization: Organization }) {
  const { instanceSlug } = useParams({ strict: false });
  const instance = organization.instances.find(({ slug }) => slug === instanceSlug);
  const organizationSlug = organization.slug;
  return (
    <Breadcrumb className="min-w-0 flex-1">
      <BreadcrumbList>
        <BreadcrumbItem>
          <BreadcrumbLink asChild>
            <Link to="/$organizationSlug" params={{ organizationSlug }}>
              {organization.name}
            </Link>
          </BreadcrumbLink>
        </BreadcrumbItem>
        {instance && (
          <>
            <BreadcrumbSeparator />
            <BreadcrumbItem>
              <BreadcrumbLink asChild className="font-medium text-foreground">
                <Link
                  to="/$organizationSlug/$instanceSlug"
                  params={{ organizationSlug, instanceSlug: instance.slug }}
                >
                  {instance.name}
                </Link>
              </BreadcrumbLink>
            </BreadcrumbItem>
          </>
        )}
      </BreadcrumbList>
    </Breadcrumb>
  );
}
