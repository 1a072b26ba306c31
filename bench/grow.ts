import type { Connection } from "mysql2/promise";

/** The id that copy `n` has of a row: the same for whatever refers to it, so that copies belong to copies. */
const copyOf = (prefix: string, id: string) =>
  `concat('${prefix}_', left(sha2(concat(${id}, ':', ?), 256), 26))`;

/** Copies everybody who is there at first, with all they have. Events stay: they are measured by their own number. */
const COPIES = [
  `insert into organization (id, name, slug)
   select ${copyOf("org", "id")}, name, concat(slug, '-copy-', ?)
     from organization where slug not like '%-copy-%'`,
  `insert into instance (id, organization_id, name, slug)
   select ${copyOf("inst", "i.id")}, ${copyOf("org", "o.id")}, i.name, i.slug
     from organization o join instance i on i.organization_id = o.id
    where o.slug not like '%-copy-%'`,
  `insert into machine (id, instance_id, name, type, state, metadata, created_at)
   select ${copyOf("mach", "m.id")}, ${copyOf("inst", "i.id")}, m.name, m.type, m.state, m.metadata, m.created_at
     from organization o
     join instance i on i.organization_id = o.id
     join machine m on m.instance_id = i.id
    where o.slug not like '%-copy-%'`,
  `insert into user (id, name, email, email_verified, created_at, updated_at)
   select ${copyOf("usr", "id")}, name, concat('copy-', ?, '-', email), true, created_at, updated_at
     from user where email not like 'copy-%'`,
  `insert into session (id, user_id, token, expires_at, created_at, updated_at)
   select ${copyOf("ses", "s.id")}, ${copyOf("usr", "u.id")}, concat(s.token, '-', ?), s.expires_at, s.created_at, s.updated_at
     from user u join session s on s.user_id = u.id where u.email not like 'copy-%'`,
  `insert into organization_user_membership (id, organization_id, user_id, role)
   select ${copyOf("member", "m.id")}, ${copyOf("org", "o.id")}, ${copyOf("usr", "m.user_id")}, m.role
     from organization o
     join organization_user_membership m on m.organization_id = o.id
    where o.slug not like '%-copy-%'`,
];

/** Makes the copies `from` … `to - 1` of all organizations and people of the seed. */
export async function copyEverybody(mysql: Connection, from: number, to: number) {
  for (let n = from; n < to; n++)
    for (const copy of COPIES)
      await mysql.query(copy, Array<number>(copy.split("?").length - 1).fill(n));
  await mysql.query(
    "analyze table user, session, machine, instance, organization, organization_user_membership",
  );
}
