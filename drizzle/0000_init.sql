CREATE TABLE `account` (
	`id` varchar(40) collate utf8mb4_0900_bin NOT NULL,
	`provider_id` varchar(64) collate utf8mb4_0900_bin NOT NULL,
	`account_id` varchar(255) collate utf8mb4_0900_bin NOT NULL,
	`user_id` varchar(40) collate utf8mb4_0900_bin NOT NULL,
	`access_token` text,
	`refresh_token` text,
	`id_token` text,
	`access_token_expires_at` datetime(3),
	`refresh_token_expires_at` datetime(3),
	`scope` text,
	`password` text,
	`metadata` json,
	`disconnected_at` datetime(3),
	`created_at` datetime(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
	`updated_at` datetime(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
	CONSTRAINT `account_id` PRIMARY KEY(`id`),
	CONSTRAINT `account_provider_id_account_id_unique` UNIQUE(`provider_id`,`account_id`)
);
--> statement-breakpoint
CREATE TABLE `audit_log` (
	`id` varchar(40) collate utf8mb4_0900_bin NOT NULL,
	`organization_id` varchar(40) collate utf8mb4_0900_bin,
	`actor_id` varchar(40) collate utf8mb4_0900_bin,
	`impersonator_id` varchar(40) collate utf8mb4_0900_bin,
	`action` varchar(64) collate utf8mb4_0900_bin NOT NULL,
	`target` varchar(255) collate utf8mb4_0900_bin NOT NULL,
	`metadata` json NOT NULL,
	`created_at` datetime(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
	`updated_at` datetime(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
	CONSTRAINT `audit_log_id` PRIMARY KEY(`id`)
);
--> statement-breakpoint
CREATE TABLE `event` (
	`id` varchar(40) collate utf8mb4_0900_bin NOT NULL,
	`type` varchar(100) collate utf8mb4_0900_bin NOT NULL,
	`payload` json NOT NULL,
	`instance_id` varchar(40) collate utf8mb4_0900_bin,
	`external_id` varchar(255) collate utf8mb4_0900_bin,
	`workspace_id` varchar(64) collate utf8mb4_0900_bin,
	`deduplication_key` varchar(255) collate utf8mb4_0900_bin NOT NULL,
	`created_at` datetime(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
	`updated_at` datetime(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
	CONSTRAINT `event_id` PRIMARY KEY(`id`),
	CONSTRAINT `event_deduplication_key_unique` UNIQUE(`deduplication_key`)
);
--> statement-breakpoint
CREATE TABLE `instance` (
	`id` varchar(40) collate utf8mb4_0900_bin NOT NULL,
	`organization_id` varchar(40) collate utf8mb4_0900_bin NOT NULL,
	`name` varchar(100) NOT NULL,
	`slug` varchar(64) collate utf8mb4_0900_bin NOT NULL,
	`created_at` datetime(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
	`updated_at` datetime(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
	CONSTRAINT `instance_id` PRIMARY KEY(`id`),
	CONSTRAINT `instance_organization_id_slug_unique` UNIQUE(`organization_id`,`slug`),
	CONSTRAINT `instance_organization_id_name_unique` UNIQUE(`organization_id`,`name`)
);
--> statement-breakpoint
CREATE TABLE `instance_account_permission` (
	`id` varchar(40) collate utf8mb4_0900_bin NOT NULL,
	`instance_id` varchar(40) collate utf8mb4_0900_bin NOT NULL,
	`account_id` varchar(40) collate utf8mb4_0900_bin NOT NULL,
	`created_by` varchar(40) collate utf8mb4_0900_bin,
	`created_at` datetime(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
	`updated_at` datetime(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
	CONSTRAINT `instance_account_permission_id` PRIMARY KEY(`id`),
	CONSTRAINT `iap_instance_id_account_id_unique` UNIQUE(`instance_id`,`account_id`)
);
--> statement-breakpoint
CREATE TABLE `machine` (
	`id` varchar(40) collate utf8mb4_0900_bin NOT NULL,
	`instance_id` varchar(40) collate utf8mb4_0900_bin NOT NULL,
	`name` varchar(100) NOT NULL,
	`type` enum('daytona') NOT NULL,
	`state` enum('started','archived') NOT NULL DEFAULT 'started',
	`metadata` json NOT NULL,
	`created_at` datetime(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
	`updated_at` datetime(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
	CONSTRAINT `machine_id` PRIMARY KEY(`id`),
	CONSTRAINT `machine_instance_id_name_unique` UNIQUE(`instance_id`,`name`)
);
--> statement-breakpoint
CREATE TABLE `organization` (
	`id` varchar(40) collate utf8mb4_0900_bin NOT NULL,
	`name` varchar(100) NOT NULL,
	`slug` varchar(64) collate utf8mb4_0900_bin NOT NULL,
	`created_at` datetime(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
	`updated_at` datetime(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
	CONSTRAINT `organization_id` PRIMARY KEY(`id`),
	CONSTRAINT `organization_slug_unique` UNIQUE(`slug`)
);
--> statement-breakpoint
CREATE TABLE `organization_invitation` (
	`id` varchar(40) collate utf8mb4_0900_bin NOT NULL,
	`organization_id` varchar(40) collate utf8mb4_0900_bin NOT NULL,
	`email` varchar(254) NOT NULL,
	`role` enum('owner','admin','member') NOT NULL,
	`invited_by` varchar(40) collate utf8mb4_0900_bin,
	`expires_at` datetime(3) NOT NULL,
	`status` enum('pending','accepted','declined','revoked') NOT NULL DEFAULT 'pending',
	`created_at` datetime(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
	`updated_at` datetime(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
	CONSTRAINT `organization_invitation_id` PRIMARY KEY(`id`),
	CONSTRAINT `invitation_organization_id_email_unique` UNIQUE(`organization_id`,`email`)
);
--> statement-breakpoint
CREATE TABLE `organization_slug_redirect` (
	`id` varchar(40) collate utf8mb4_0900_bin NOT NULL,
	`slug` varchar(64) collate utf8mb4_0900_bin NOT NULL,
	`organization_id` varchar(40) collate utf8mb4_0900_bin NOT NULL,
	`created_at` datetime(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
	`updated_at` datetime(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
	CONSTRAINT `organization_slug_redirect_id` PRIMARY KEY(`id`),
	CONSTRAINT `organization_slug_redirect_slug_unique` UNIQUE(`slug`)
);
--> statement-breakpoint
CREATE TABLE `organization_user_membership` (
	`id` varchar(40) collate utf8mb4_0900_bin NOT NULL,
	`organization_id` varchar(40) collate utf8mb4_0900_bin NOT NULL,
	`user_id` varchar(40) collate utf8mb4_0900_bin NOT NULL,
	`role` enum('owner','admin','member') NOT NULL,
	`created_at` datetime(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
	`updated_at` datetime(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
	CONSTRAINT `organization_user_membership_id` PRIMARY KEY(`id`),
	CONSTRAINT `membership_user_id_organization_id_unique` UNIQUE(`user_id`,`organization_id`)
);
--> statement-breakpoint
CREATE TABLE `repo` (
	`id` varchar(40) collate utf8mb4_0900_bin NOT NULL,
	`instance_id` varchar(40) collate utf8mb4_0900_bin NOT NULL,
	`provider` varchar(32) NOT NULL,
	`account_id` varchar(40) collate utf8mb4_0900_bin,
	`repo_id` varchar(255) collate utf8mb4_0900_bin NOT NULL,
	`branch` varchar(255) NOT NULL,
	`deactivated_at` datetime(3),
	`created_at` datetime(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
	`updated_at` datetime(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
	CONSTRAINT `repo_id` PRIMARY KEY(`id`)
);
--> statement-breakpoint
CREATE TABLE `session` (
	`id` varchar(40) collate utf8mb4_0900_bin NOT NULL,
	`token` varchar(255) collate utf8mb4_0900_bin NOT NULL,
	`user_id` varchar(40) collate utf8mb4_0900_bin NOT NULL,
	`expires_at` datetime(3) NOT NULL,
	`ip_address` varchar(64),
	`user_agent` text,
	`impersonated_by` varchar(40) collate utf8mb4_0900_bin,
	`created_at` datetime(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
	`updated_at` datetime(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
	CONSTRAINT `session_id` PRIMARY KEY(`id`),
	CONSTRAINT `session_token_unique` UNIQUE(`token`)
);
--> statement-breakpoint
CREATE TABLE `user` (
	`id` varchar(40) collate utf8mb4_0900_bin NOT NULL,
	`name` varchar(255) NOT NULL,
	`email` varchar(254) NOT NULL,
	`email_verified` boolean NOT NULL DEFAULT false,
	`image` varchar(2048),
	`role` varchar(32) NOT NULL DEFAULT 'user',
	`banned` boolean NOT NULL DEFAULT false,
	`ban_reason` varchar(500),
	`ban_expires` datetime(3),
	`created_at` datetime(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
	`updated_at` datetime(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
	CONSTRAINT `user_id` PRIMARY KEY(`id`),
	CONSTRAINT `user_email_unique` UNIQUE(`email`)
);
--> statement-breakpoint
CREATE TABLE `verification` (
	`id` varchar(40) collate utf8mb4_0900_bin NOT NULL,
	`identifier` varchar(255) collate utf8mb4_0900_bin NOT NULL,
	`value` text NOT NULL,
	`expires_at` datetime(3) NOT NULL,
	`created_at` datetime(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
	`updated_at` datetime(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
	CONSTRAINT `verification_id` PRIMARY KEY(`id`)
);
--> statement-breakpoint
ALTER TABLE `account` ADD CONSTRAINT `account_user_id_user_id_fk` FOREIGN KEY (`user_id`) REFERENCES `user`(`id`) ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `instance` ADD CONSTRAINT `instance_organization_id_organization_id_fk` FOREIGN KEY (`organization_id`) REFERENCES `organization`(`id`) ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `instance_account_permission` ADD CONSTRAINT `instance_account_permission_instance_id_instance_id_fk` FOREIGN KEY (`instance_id`) REFERENCES `instance`(`id`) ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `instance_account_permission` ADD CONSTRAINT `instance_account_permission_account_id_account_id_fk` FOREIGN KEY (`account_id`) REFERENCES `account`(`id`) ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `instance_account_permission` ADD CONSTRAINT `instance_account_permission_created_by_user_id_fk` FOREIGN KEY (`created_by`) REFERENCES `user`(`id`) ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `machine` ADD CONSTRAINT `machine_instance_id_instance_id_fk` FOREIGN KEY (`instance_id`) REFERENCES `instance`(`id`) ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `organization_invitation` ADD CONSTRAINT `organization_invitation_organization_id_organization_id_fk` FOREIGN KEY (`organization_id`) REFERENCES `organization`(`id`) ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `organization_invitation` ADD CONSTRAINT `organization_invitation_invited_by_user_id_fk` FOREIGN KEY (`invited_by`) REFERENCES `user`(`id`) ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `organization_slug_redirect` ADD CONSTRAINT `organization_slug_redirect_organization_id_organization_id_fk` FOREIGN KEY (`organization_id`) REFERENCES `organization`(`id`) ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `organization_user_membership` ADD CONSTRAINT `organization_user_membership_organization_id_organization_id_fk` FOREIGN KEY (`organization_id`) REFERENCES `organization`(`id`) ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `organization_user_membership` ADD CONSTRAINT `organization_user_membership_user_id_user_id_fk` FOREIGN KEY (`user_id`) REFERENCES `user`(`id`) ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `repo` ADD CONSTRAINT `repo_instance_id_instance_id_fk` FOREIGN KEY (`instance_id`) REFERENCES `instance`(`id`) ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `repo` ADD CONSTRAINT `repo_account_id_account_id_fk` FOREIGN KEY (`account_id`) REFERENCES `account`(`id`) ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `session` ADD CONSTRAINT `session_user_id_user_id_fk` FOREIGN KEY (`user_id`) REFERENCES `user`(`id`) ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX `account_user_id_index` ON `account` (`user_id`);--> statement-breakpoint
CREATE INDEX `audit_log_organization_id_index` ON `audit_log` (`organization_id`,`id`);--> statement-breakpoint
CREATE INDEX `audit_log_actor_id_index` ON `audit_log` (`actor_id`,`id`);--> statement-breakpoint
CREATE INDEX `event_instance_id_index` ON `event` (`instance_id`,`id`);--> statement-breakpoint
CREATE INDEX `event_instance_id_type_index` ON `event` (`instance_id`,`type`,`id`);--> statement-breakpoint
CREATE INDEX `event_instance_id_created_at_index` ON `event` (`instance_id`,`created_at`);--> statement-breakpoint
CREATE INDEX `iap_account_id_index` ON `instance_account_permission` (`account_id`);--> statement-breakpoint
CREATE INDEX `iap_created_by_index` ON `instance_account_permission` (`created_by`);--> statement-breakpoint
CREATE INDEX `machine_instance_id_index` ON `machine` (`instance_id`,`id`);--> statement-breakpoint
CREATE INDEX `invitation_email_index` ON `organization_invitation` (`email`);--> statement-breakpoint
CREATE INDEX `invitation_invited_by_index` ON `organization_invitation` (`invited_by`);--> statement-breakpoint
CREATE INDEX `organization_slug_redirect_organization_id_index` ON `organization_slug_redirect` (`organization_id`);--> statement-breakpoint
CREATE INDEX `membership_organization_id_index` ON `organization_user_membership` (`organization_id`,`id`);--> statement-breakpoint
CREATE INDEX `repo_instance_id_index` ON `repo` (`instance_id`);--> statement-breakpoint
CREATE INDEX `repo_account_id_index` ON `repo` (`account_id`);--> statement-breakpoint
CREATE INDEX `session_user_id_index` ON `session` (`user_id`);--> statement-breakpoint
CREATE INDEX `session_impersonated_by_index` ON `session` (`impersonated_by`);--> statement-breakpoint
CREATE INDEX `verification_identifier_index` ON `verification` (`identifier`);