-- The table of @sess/prisma on PostgreSQL.
-- Milliseconds, and without time zone as Prisma's own DateTime columns are: its pg adapter sends UTC without saying so,
-- which a column with time zone takes for the connection's local time.
CREATE TABLE "session" (
  "id" TEXT NOT NULL PRIMARY KEY,
  "payload" TEXT NOT NULL,
  "created_at" TIMESTAMP(3) NOT NULL,
  "expires_at" TIMESTAMP(3) NOT NULL,
  "owner" TEXT,
  "owner_digest" TEXT,
  "revision" TEXT NOT NULL
);
-- For clearing the expired.
CREATE INDEX "session_expires_at_idx" ON "session" ("expires_at");
-- For listing and revoking the sessions of an owner.
CREATE INDEX "session_owner_digest_id_idx" ON "session" ("owner_digest", "id");
