import { client } from "../../backend/db/client.ts";

interface Scope {
  organizationSlug: string;
  instanceSlug: string;
  token: string | undefined;
}

/** What machine.list reads, with the same driver and the same two statements, and without Drizzle. */
export async function loadMachines({ organizationSlug, instanceSlug, token }: Scope) {
  const [scope] = await rows(
    `select s.id as session_id, s.expires_at, s.updated_at, s.impersonated_by,
            u.id as user_id, u.name as user_name, u.email, u.image, u.role,
            o.id as organization_id, o.name as organization_name, o.slug, o.created_at,
            m.id as membership_id, m.role as membership_role,
            i.id as instance_id, i.name, i.slug as instance_slug, i.created_at as instance_created_at
       from session s
       join user u on u.id = s.user_id
       left join user a on a.id = s.impersonated_by
       left join organization o on o.slug = ?
       left join organization_user_membership m on m.organization_id = o.id and m.user_id = u.id
       left join instance i on i.organization_id = o.id and i.slug = ?
      where s.token = ? and s.expires_at > utc_timestamp(3) and u.banned = false`,
    [organizationSlug, instanceSlug, token],
  );
  const machines = await rows(
    `select id, name, type, state, metadata, created_at
       from machine where instance_id = ? order by id desc`,
    [scope?.instance_id],
  );
  return machines.map(({ id, name, type, state, metadata, created_at }) => ({
    id: String(id),
    name: String(name),
    type: String(type),
    state: String(state),
    metadata: JSON.stringify(metadata),
    createdAt: String(created_at),
  }));
}

async function rows(query: string, args: unknown[]): Promise<Record<string, unknown>[]> {
  const result = await client.execute(query, args);
  return result.rows.filter((row) => !Array.isArray(row));
}
