/** The first shape of a team's database: the tables of the specification, section 2.2. Order by text is by bytes, whatever the cluster's language. */
import { open } from '#db/server/store.ts';
import { text } from '#db/server/postgres/postgres-migrate.ts';
import type { PostgresMigration } from '#db/server/postgres/postgres-migrate.ts';

export const first: PostgresMigration = {
  version: 10,
  name: 'first',
  sql: `
    CREATE TABLE head(one int8 PRIMARY KEY CHECK (one = 1), seq int8 NOT NULL, mark ${text} NOT NULL, at int8 NOT NULL,
      epoch int8 NOT NULL, horizon int8 NOT NULL, deal_number int8 NOT NULL) WITH (fillfactor = 10);
    INSERT INTO head VALUES (1, 0, '0000000000000000', 0, 1, 0, 0);
    CREATE TABLE commits(seq int8 PRIMARY KEY, mark ${text} NOT NULL, at int8 NOT NULL);

    CREATE TABLE records(kind ${text} NOT NULL, id ${text} NOT NULL, root ${text} NOT NULL, place ${text} NOT NULL, facet int8 NOT NULL, ver int8 NOT NULL,
      body ${text} NOT NULL, PRIMARY KEY (kind, id));
    CREATE INDEX records_root ON records(root, place);
    CREATE TABLE record_keys(kind ${text} NOT NULL, lookup ${text} NOT NULL, value ${text} NOT NULL, id ${text} NOT NULL,
      PRIMARY KEY (kind, lookup, value, id));
    CREATE INDEX record_keys_owner ON record_keys(kind, id);
    CREATE TABLE changes(seq int8 PRIMARY KEY, root ${text} NOT NULL, facet int8 NOT NULL, kind ${text} NOT NULL, id ${text} NOT NULL, op ${text} NOT NULL);
    CREATE INDEX changes_root ON changes(root, seq);

    CREATE TABLE grants(root ${text} NOT NULL, key ${text} NOT NULL, facets int8 NOT NULL, via ${text} NOT NULL, a int8 NOT NULL, z int8 NOT NULL);
    CREATE INDEX grants_root ON grants(root, z);
    CREATE INDEX grants_key ON grants(key, z, root);
    CREATE INDEX grants_via ON grants(via, z);
    CREATE INDEX grants_a ON grants(a);
    CREATE INDEX grants_z ON grants(z) WHERE z < ${open};
    CREATE TABLE key_links(from_key ${text} NOT NULL, to_key ${text} NOT NULL, via ${text} NOT NULL, a int8 NOT NULL, z int8 NOT NULL);
    CREATE INDEX key_links_from ON key_links(from_key, z);
    CREATE INDEX key_links_to ON key_links(to_key, z);
    CREATE INDEX key_links_via ON key_links(via, z);
    CREATE INDEX key_links_a ON key_links(a);
    CREATE INDEX key_links_z ON key_links(z) WHERE z < ${open};
    CREATE TABLE user_keys(person ${text} NOT NULL, key ${text} NOT NULL, facets int8 NOT NULL, via ${text} NOT NULL, a int8 NOT NULL, z int8 NOT NULL);
    CREATE INDEX user_keys_person ON user_keys(person, z);

    CREATE TABLE claims(key ${text} PRIMARY KEY, owner ${text} NOT NULL);
    CREATE TABLE commands(cmd_id ${text} PRIMARY KEY, person ${text} NOT NULL, name ${text} NOT NULL, v int8 NOT NULL, hash ${text} NOT NULL, cause ${text},
      status ${text} NOT NULL, code ${text} NOT NULL, result ${text} NOT NULL, seq int8 NOT NULL, at int8 NOT NULL, step ${text});
    CREATE TABLE streams(stream ${text} PRIMARY KEY, device ${text} NOT NULL, person ${text} NOT NULL, last_dseq int8 NOT NULL);
    CREATE TABLE stream_commands(stream ${text} NOT NULL, dseq int8 NOT NULL, cmd_id ${text} NOT NULL, status ${text} NOT NULL, code ${text} NOT NULL,
      result ${text} NOT NULL, seq int8 NOT NULL, PRIMARY KEY (stream, dseq));

    CREATE TABLE devices(device ${text} PRIMARY KEY, person ${text} NOT NULL, token_hash ${text} NOT NULL UNIQUE, kind ${text} NOT NULL, ticket ${text} NOT NULL,
      confirmed ${text} NOT NULL, cursor int8 NOT NULL, seen_at int8 NOT NULL, created_at int8 NOT NULL, revoked_at int8);
    CREATE INDEX devices_person ON devices(person);
    CREATE TABLE invitations(hash ${text} PRIMARY KEY, person ${text} NOT NULL, expires_at int8 NOT NULL, used_at int8);
    CREATE TABLE secrets(key ${text} PRIMARY KEY, sealed ${text} NOT NULL);
    CREATE TABLE places(account ${text} PRIMARY KEY, place ${text} NOT NULL, at int8 NOT NULL);
    CREATE TABLE strange(id ${text} PRIMARY KEY, account ${text} NOT NULL, at int8 NOT NULL, reason ${text} NOT NULL, raw ${text} NOT NULL);

    CREATE TABLE leases(resource ${text} PRIMARY KEY, holder ${text} NOT NULL, epoch int8 NOT NULL, fence int8 NOT NULL, expires_at int8 NOT NULL);
    CREATE TABLE alarms(key ${text} PRIMARY KEY, due int8 NOT NULL, command ${text} NOT NULL, args ${text} NOT NULL, occurrence int8 NOT NULL,
      state ${text} NOT NULL, failures int8 NOT NULL);
    CREATE INDEX alarms_due ON alarms(state, due, key);
    CREATE TABLE effects(effect_id ${text} PRIMARY KEY, cmd_id ${text} NOT NULL, kind ${text} NOT NULL, resource ${text} NOT NULL, queue ${text} NOT NULL, ord int8 NOT NULL,
      payload ${text} NOT NULL, message ${text}, state ${text} NOT NULL, attempt int8 NOT NULL, token ${text} NOT NULL, holder ${text} NOT NULL, fence ${text} NOT NULL,
      not_before int8 NOT NULL, claimed_at int8);
    CREATE INDEX effects_state ON effects(state, resource, ord);
    CREATE INDEX effects_queue ON effects(queue, ord) WHERE state IN ('ready', 'claimed');
    CREATE INDEX effects_message ON effects(message) WHERE message IS NOT NULL;
  `,
};
