/** The contact table with its full-text index over names, handles and e-mail. */
import type { ContactBody } from '#shared/model/bodies.ts';
import { backwards } from '#db/console/search-words.ts';
import type { Preparer } from '#db/console/prepared.ts';
import { parsed } from '#db/console/row-table.ts';
import type { RawRow, RowTable } from '#db/console/row-table.ts';

export interface ContactRows extends RowTable {
  /** Writes the search words anew: names and handles of its profiles have changed. */
  reindex(contactId: string): void;
}

export function createContactRows(prepare: Preparer): ContactRows {
  const get = prepare<[string], RawRow & { num: number; words: string }>('SELECT num, facet, ver, body, words FROM contact WHERE id = ?');
  const insert = prepare<[string, number, number, string, string, string, string | null], never>(
    'INSERT INTO contact (id, facet, ver, body, name, words, phone_back) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  const update = prepare<[number, number, string, string, string, string | null, number], never>(
    'UPDATE contact SET facet = ?, ver = ?, body = ?, name = ?, words = ?, phone_back = ? WHERE num = ?',
  );
  const setWords = prepare<[string, number], never>('UPDATE contact SET words = ? WHERE num = ?');
  const drop = prepare<[number], never>('DELETE FROM contact WHERE num = ?');
  const index = prepare<[number | bigint, string], never>('INSERT INTO contact_words (rowid, words) VALUES (?, ?)');
  const unindex = prepare<[number, string], never>("INSERT INTO contact_words (contact_words, rowid, words) VALUES ('delete', ?, ?)");
  const profilesOf = prepare<[string], { handle: string; name: string }>("SELECT body ->> 'handle' AS handle, body ->> 'name' AS name FROM profile WHERE contact_id = ?");

  const wordsOf = (id: string, body: ContactBody): string => {
    if (body.removedAt !== null) return '';
    const profiles = profilesOf.all(id).flatMap(({ handle, name }) => [handle, name]);
    return [...new Set([body.name, body.email ?? '', body.city ?? '', ...profiles].filter((word) => word !== ''))].join('\n');
  };
  return {
    get(id) {
      const raw = get.get(id);
      return raw ? parsed(raw) : null;
    },
    put(id, row) {
      const body = row.body as ContactBody;
      const words = wordsOf(id, body);
      const phoneBack = body.phone === null || body.removedAt !== null ? null : backwards(body.phone.replaceAll(/\D/g, ''));
      const held = get.get(id);
      if (!held) {
        const { lastInsertRowid } = insert.run(id, row.facet, row.ver, JSON.stringify(body), body.name, words, phoneBack);
        index.run(lastInsertRowid, words);
        return;
      }
      update.run(row.facet, row.ver, JSON.stringify(body), body.name, words, phoneBack, held.num);
      if (words === held.words) return;
      unindex.run(held.num, held.words);
      index.run(held.num, words);
    },
    remove(id) {
      const held = get.get(id);
      if (!held) return;
      unindex.run(held.num, held.words);
      drop.run(held.num);
    },
    reindex(contactId) {
      const held = get.get(contactId);
      if (!held) return;
      const words = wordsOf(contactId, parsed<ContactBody>(held).body);
      if (words === held.words) return;
      unindex.run(held.num, held.words);
      setWords.run(words, held.num);
      index.run(held.num, words);
    },
  };
}
