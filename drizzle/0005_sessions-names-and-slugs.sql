ALTER TABLE `instance` DROP INDEX `instance_organization_id_name_unique`;--> statement-breakpoint
ALTER TABLE `machine` DROP INDEX `machine_instance_id_name_unique`;--> statement-breakpoint
ALTER TABLE `organization_slug_redirect` DROP FOREIGN KEY `organization_slug_redirect_organization_id_organization_id_fk`;
--> statement-breakpoint
ALTER TABLE `organization_slug_redirect` MODIFY COLUMN `organization_id` varchar(40) collate utf8mb4_0900_bin;--> statement-breakpoint
ALTER TABLE `instance` ADD `name_key` varchar(200) collate utf8mb4_0900_bin GENERATED ALWAYS AS ((lower(`name`))) VIRTUAL;--> statement-breakpoint
ALTER TABLE `machine` ADD `name_key` varchar(200) collate utf8mb4_0900_bin GENERATED ALWAYS AS ((lower(`name`))) VIRTUAL;--> statement-breakpoint
ALTER TABLE `session` ADD `service` boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `instance` ADD CONSTRAINT `instance_organization_id_name_unique` UNIQUE(`organization_id`,`name_key`);--> statement-breakpoint
ALTER TABLE `machine` ADD CONSTRAINT `machine_instance_id_name_unique` UNIQUE(`instance_id`,`name_key`);--> statement-breakpoint
ALTER TABLE `organization_slug_redirect` ADD CONSTRAINT `organization_slug_redirect_organization_id_organization_id_fk` FOREIGN KEY (`organization_id`) REFERENCES `organization`(`id`) ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE INDEX `session_expires_at_index` ON `session` (`expires_at`);--> statement-breakpoint
CREATE INDEX `verification_expires_at_index` ON `verification` (`expires_at`);