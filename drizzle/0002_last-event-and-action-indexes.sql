CREATE INDEX `audit_log_action_index` ON `audit_log` (`action`,`id`);--> statement-breakpoint
CREATE INDEX `event_instance_id_workspace_id_index` ON `event` (`instance_id`,`workspace_id`,`id`);