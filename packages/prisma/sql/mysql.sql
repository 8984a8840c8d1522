-- The table of @sess/prisma on MySQL and MariaDB.
-- Ids, digests and revisions compare byte for byte; payloads keep every character (utf8mb4); deadlines keep milliseconds.
CREATE TABLE `session` (
  `id` VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `payload` LONGTEXT NOT NULL,
  `created_at` DATETIME(3) NOT NULL,
  `expires_at` DATETIME(3) NOT NULL,
  `owner` TEXT,
  `owner_digest` CHAR(64) CHARACTER SET ascii COLLATE ascii_bin,
  `revision` VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  PRIMARY KEY (`id`),
  -- For clearing the expired.
  INDEX `session_expires_at_idx` (`expires_at`),
  -- For listing and revoking the sessions of an owner.
  INDEX `session_owner_digest_id_idx` (`owner_digest`, `id`)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
