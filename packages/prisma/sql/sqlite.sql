-- The table of @sess/prisma on SQLite and libSQL.
CREATE TABLE "session" (
  "id" TEXT NOT NULL PRIMARY KEY,
  "payload" TEXT NOT NULL,
  "created_at" DATETIME NOT NULL,
  "expires_at" DATETIME NOT NULL,
  "owner" TEXT,
  "owner_digest" TEXT,
  "revision" TEXT NOT NULL
);
-- For clearing the expired.
CREATE INDEX "session_expires_at_idx" ON "session" ("expires_at");
-- For listing and revoking the sessions of an owner.
CREATE INDEX "session_owner_digest_id_idx" ON "session" ("owner_digest", "id");
