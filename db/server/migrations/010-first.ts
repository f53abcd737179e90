/** The first shape of a team's store: the tables of the specification, section 2.2. */
import type { Migration } from '#db/core/migrate.ts';

export const first: Migration = {
  version: 10,
  name: 'first',
  up: (db) =>
    db.exec(`
      CREATE TABLE head(one INTEGER PRIMARY KEY CHECK (one = 1), seq INTEGER NOT NULL, mark TEXT NOT NULL, at INTEGER NOT NULL,
        epoch INTEGER NOT NULL, horizon INTEGER NOT NULL, deal_number INTEGER NOT NULL) STRICT;
      INSERT INTO head VALUES (1, 0, '0000000000000000', 0, 1, 0, 0);
      CREATE TABLE commits(seq INTEGER PRIMARY KEY, mark TEXT NOT NULL, at INTEGER NOT NULL) STRICT;

      CREATE TABLE records(kind TEXT NOT NULL, id TEXT NOT NULL, root TEXT NOT NULL, place TEXT NOT NULL, facet INTEGER NOT NULL, ver INTEGER NOT NULL,
        body TEXT NOT NULL, PRIMARY KEY (kind, id)) STRICT, WITHOUT ROWID;
      CREATE INDEX records_root ON records(root, place);
      CREATE TABLE record_keys(kind TEXT NOT NULL, lookup TEXT NOT NULL, value TEXT NOT NULL, id TEXT NOT NULL,
        PRIMARY KEY (kind, lookup, value, id)) STRICT, WITHOUT ROWID;
      CREATE INDEX record_keys_owner ON record_keys(kind, id);
      CREATE TABLE changes(seq INTEGER PRIMARY KEY, root TEXT NOT NULL, facet INTEGER NOT NULL, kind TEXT NOT NULL, id TEXT NOT NULL, op TEXT NOT NULL) STRICT;
      CREATE INDEX changes_root ON changes(root, seq);

      CREATE TABLE grants(root TEXT NOT NULL, key TEXT NOT NULL, facets INTEGER NOT NULL, via TEXT NOT NULL, a INTEGER NOT NULL, z INTEGER NOT NULL) STRICT;
      CREATE INDEX grants_root ON grants(root, z);
      CREATE INDEX grants_key ON grants(key, z, root);
      CREATE INDEX grants_via ON grants(via, z);
      CREATE INDEX grants_a ON grants(a);
      CREATE INDEX grants_z ON grants(z) WHERE z < ${Number.MAX_SAFE_INTEGER};
      CREATE TABLE key_links(from_key TEXT NOT NULL, to_key TEXT NOT NULL, via TEXT NOT NULL, a INTEGER NOT NULL, z INTEGER NOT NULL) STRICT;
      CREATE INDEX key_links_from ON key_links(from_key, z);
      CREATE INDEX key_links_to ON key_links(to_key, z);
      CREATE INDEX key_links_via ON key_links(via, z);
      CREATE INDEX key_links_a ON key_links(a);
      CREATE INDEX key_links_z ON key_links(z) WHERE z < ${Number.MAX_SAFE_INTEGER};
      CREATE TABLE user_keys(person TEXT NOT NULL, key TEXT NOT NULL, facets INTEGER NOT NULL, via TEXT NOT NULL, a INTEGER NOT NULL, z INTEGER NOT NULL) STRICT;
      CREATE INDEX user_keys_person ON user_keys(person, z);

      CREATE TABLE claims(key TEXT PRIMARY KEY, owner TEXT NOT NULL) STRICT, WITHOUT ROWID;
      CREATE TABLE commands(cmd_id TEXT PRIMARY KEY, person TEXT NOT NULL, name TEXT NOT NULL, v INTEGER NOT NULL, hash TEXT NOT NULL, cause TEXT,
        status TEXT NOT NULL, code TEXT NOT NULL, result TEXT NOT NULL, seq INTEGER NOT NULL, at INTEGER NOT NULL, step TEXT) STRICT, WITHOUT ROWID;
      CREATE TABLE streams(stream TEXT PRIMARY KEY, device TEXT NOT NULL, person TEXT NOT NULL, last_dseq INTEGER NOT NULL) STRICT, WITHOUT ROWID;
      CREATE TABLE stream_commands(stream TEXT NOT NULL, dseq INTEGER NOT NULL, cmd_id TEXT NOT NULL, status TEXT NOT NULL, code TEXT NOT NULL,
        result TEXT NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY (stream, dseq)) STRICT, WITHOUT ROWID;

      CREATE TABLE devices(device TEXT PRIMARY KEY, person TEXT NOT NULL, token_hash TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, ticket TEXT NOT NULL,
        confirmed TEXT NOT NULL, cursor INTEGER NOT NULL, seen_at INTEGER NOT NULL, created_at INTEGER NOT NULL, revoked_at INTEGER) STRICT, WITHOUT ROWID;
      CREATE INDEX devices_person ON devices(person);
      CREATE TABLE invitations(hash TEXT PRIMARY KEY, person TEXT NOT NULL, expires_at INTEGER NOT NULL, used_at INTEGER) STRICT, WITHOUT ROWID;
      CREATE TABLE secrets(key TEXT PRIMARY KEY, sealed TEXT NOT NULL) STRICT, WITHOUT ROWID;
      CREATE TABLE places(account TEXT PRIMARY KEY, place TEXT NOT NULL, at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
      CREATE TABLE strange(id TEXT PRIMARY KEY, account TEXT NOT NULL, at INTEGER NOT NULL, reason TEXT NOT NULL, raw TEXT NOT NULL) STRICT, WITHOUT ROWID;

      CREATE TABLE leases(resource TEXT PRIMARY KEY, holder TEXT NOT NULL, epoch INTEGER NOT NULL, fence INTEGER NOT NULL, expires_at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
      CREATE TABLE alarms(key TEXT PRIMARY KEY, due INTEGER NOT NULL, command TEXT NOT NULL, args TEXT NOT NULL, occurrence INTEGER NOT NULL,
        state TEXT NOT NULL, failures INTEGER NOT NULL) STRICT, WITHOUT ROWID;
      CREATE INDEX alarms_due ON alarms(state, due, key);
      CREATE TABLE effects(effect_id TEXT PRIMARY KEY, cmd_id TEXT NOT NULL, kind TEXT NOT NULL, resource TEXT NOT NULL, queue TEXT NOT NULL, ord INTEGER NOT NULL,
        payload TEXT NOT NULL, message TEXT, state TEXT NOT NULL, attempt INTEGER NOT NULL, token TEXT NOT NULL, holder TEXT NOT NULL, fence TEXT NOT NULL,
        not_before INTEGER NOT NULL, claimed_at INTEGER) STRICT, WITHOUT ROWID;
      CREATE INDEX effects_state ON effects(state, resource, ord);
      CREATE INDEX effects_queue ON effects(queue, ord) WHERE state IN ('ready', 'claimed');
      CREATE INDEX effects_message ON effects(message) WHERE message IS NOT NULL;
    `),
};
