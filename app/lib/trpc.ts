import type { inferRouterOutputs } from "@trpc/server";
import { createTRPCContext } from "@trpc/tanstack-react-query";
import type { AppRouter } from "../../backend/trpc/root";

export const { TRPCProvider, useTRPC, useTRPCClient } = createTRPCContext<AppRouter>();

type Outputs = inferRouterOutputs<AppRouter>;

export type Viewer = Outputs["user"]["me"];
export type Session = Outputs["user"]["sessions"][number];
export type OwnedAlone = Outputs["user"]["ownedAlone"][number];
export type Organization = Viewer["organizations"][number];
export type Instance = Organization["instances"][number];
export type Member = Outputs["organization"]["members"]["items"][number];
export type Invitation = Outputs["organization"]["invitations"][number];
export type SlackConnection = Outputs["organization"]["slackConnections"][number];
export type AdminUser = Outputs["admin"]["users"]["items"][number];
export type AuditEntry = Outputs["admin"]["auditLog"]["items"][number];
export type ProcedureInfo = Outputs["admin"]["listProcedures"][number];
export type Machine = Outputs["machine"]["list"][number];
export type SlackEvent = Outputs["event"]["list"]["items"][number];

export interface InstanceScope {
  organizationSlug: string;
  instanceSlug: string;
}
