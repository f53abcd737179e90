/** Whether the store says of every root what its record says: lines of who sees it, cut of its rows, sums of money (I16, S60). */
import { audience } from '#shared/engine/audience.ts';
import type { Dictionary } from '#shared/engine/dictionary.ts';
import { facetOf, isSplit, joined, partsOf } from '#shared/engine/parts.ts';
import type { LedgerBody, RecordBodies, RootKind, SideBody } from '#shared/model/bodies.ts';
import { recordKinds } from '#shared/model/kinds.ts';
import { open } from '#db/server/store.ts';
import type { StoreReader, StoredRecord } from '#db/server/store.ts';

const rootKinds: readonly RootKind[] = ['person', 'contact', 'conversation', 'deal'];

/** One line per fault, of ids and keys only. Reads everything: for `verify` and tests. */
export async function auditAudience(reader: StoreReader, dict: Dictionary): Promise<string[]> {
  const faults: string[] = [];
  const { seq } = await reader.head();
  const records = await reader.recordsOfKinds(recordKinds);
  const sides = Map.groupBy(records.filter((record) => record.kind === 'side'), (record) => record.root);
  const wholeOf = (record: StoredRecord): Record<string, unknown> =>
    isSplit(record.kind) ? joined(record.kind, record.body, (sides.get(record.root) ?? []).map((side) => side.body as unknown as SideBody)) : record.body;
  for (const record of records) {
    const kind = record.kind as RootKind;
    if (rootKinds.includes(kind) && record.root === `${kind}:${record.id}`) {
      const now = audience({ kind, id: record.id }, wholeOf(record) as unknown as RecordBodies['deal'], dict);
      const told = (await reader.grantsVia([record.root], seq)).filter((line) => line.z === open).map((line) => `${line.key} ${line.facets}`);
      const links = (await reader.linksVia([record.root], seq)).filter((line) => line.z === open).map((line) => `${line.from} ${line.to}`);
      if (!sameSet(told, now.grants.map((line) => `${line.key} ${line.facets}`))) faults.push(`${record.root}: grants`);
      if (!sameSet(links, now.links.map((line) => `${line.from} ${line.to}`))) faults.push(`${record.root}: links`);
    }
    const right = isSplit(record.kind) ? partsOf(record.kind, record.id, wholeOf(record), dict).find((part) => part.kind === record.kind)!.facet : facetOf(record.kind, record.body, dict);
    if (record.facet !== right) faults.push(`${record.kind} ${record.id}: facet`);
    if (isSplit(record.kind)) {
      const cut = partsOf(record.kind, record.id, wholeOf(record), dict).slice(1).map((part) => part.id);
      if (!sameSet((sides.get(record.root) ?? []).map((side) => side.id), cut)) faults.push(`${record.kind} ${record.id}: sides`);
    }
  }
  return [...faults, ...ledgerFaults(records.filter((record) => record.kind === 'ledger').map((record) => record.body as unknown as LedgerBody))];
}

function ledgerFaults(lines: readonly LedgerBody[]): string[] {
  const sums = new Map<string, number>();
  const seen = new Set<string>();
  const faults: string[] = [];
  for (const { commandId, line, currency, amountMinor } of lines) {
    if (seen.has(`${commandId} ${line}`)) faults.push(`ledger ${commandId}: line ${line} twice`);
    seen.add(`${commandId} ${line}`);
    sums.set(`${commandId} ${currency}`, (sums.get(`${commandId} ${currency}`) ?? 0) + amountMinor);
  }
  for (const [key, sum] of sums) if (sum !== 0) faults.push(`ledger ${key}: does not sum to zero`);
  return faults;
}

function sameSet(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && new Set([...a, ...b]).size === new Set(a).size;
}
