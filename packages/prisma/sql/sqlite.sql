CREATE TABLE "session" (
  "id" TEXT NOT NULL PRIMARY KEY,
  "payload" TEXT NOT NULL,
  "created_at" DATETIME NOT NULL,
  "expires_at" DATETIME NOT NULL,
  "owner" TEXT,
  "owner_digest" TEXT,
  "revision" TEXT NOT NULL
);
CREATE INDEX "session_expires_at_idx" ON "session" ("expires_at");
CREATE INDEX "session_owner_digest_id_idx" ON "session" ("owner_digest", "id");
