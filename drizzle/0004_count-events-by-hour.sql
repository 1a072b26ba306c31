ALTER TABLE `event` ADD `created_hour` int GENERATED ALWAYS AS ((timestampdiff(hour, '1970-01-01', `created_at`))) VIRTUAL;--> statement-breakpoint
CREATE INDEX `event_instance_id_created_hour_index` ON `event` (`instance_id`,`created_hour`);--> statement-breakpoint
DROP INDEX `event_instance_id_created_at_index` ON `event`;