ALTER TABLE `organization_invitation` MODIFY COLUMN `email` varchar(254) collate utf8mb4_0900_bin NOT NULL;--> statement-breakpoint
ALTER TABLE `user` MODIFY COLUMN `email` varchar(254) collate utf8mb4_0900_bin NOT NULL;--> statement-breakpoint
ALTER TABLE `session` ADD `impersonation_reason` varchar(500);