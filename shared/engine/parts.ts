/** Which facet every row has, and how a contact or deal is cut into rows of one facet each and joined again (S3, S10). */
import type { Dictionary } from '#shared/engine/dictionary.ts';
import type { HistoryBody, MessageBody, RecordKind, SideBody, TaskBody } from '#shared/model/bodies.ts';
import { allFacets, facetNames, facets, maskOf } from '#shared/model/facets.ts';
import type { FacetName } from '#shared/model/facets.ts';
import type { FieldBody, RoleBody } from '#shared/model/preset.ts';
import { sameValue } from '#shared/base/same-value.ts';

type Body = Record<string, unknown>;
export type SplitKind = 'contact' | 'deal';

/** Fields that stand in a side row, with what they are where that row is not held or not needed. */
const sideFields: Readonly<Record<SplitKind, Readonly<Record<string, { facet: FacetName; empty: unknown }>>>> = {
  contact: {
    phone: { facet: 'contacts', empty: null }, email: { facet: 'contacts', empty: null }, city: { facet: 'contacts', empty: null }, birthday: { facet: 'contacts', empty: null },
    fields: { facet: 'contacts', empty: {} }, photos: { facet: 'talk', empty: [] }, note: { facet: 'internal', empty: '' }, tags: { facet: 'internal', empty: [] },
  },
  deal: { amountMinor: { facet: 'money', empty: null }, paidMinor: { facet: 'money', empty: 0 } },
};

export function isSplit(kind: RecordKind): kind is SplitKind {
  return kind === 'contact' || kind === 'deal';
}

export function sideId(of: SplitKind, owner: string, facet: number): string {
  return `${of}.${facet}.${owner}`;
}

/** The record that a side row belongs to. */
export function ownerOfSide(id: string): { of: SplitKind; id: string } {
  const [of, , ...owner] = id.split('.');
  return { of: of as SplitKind, id: owner.join('.') };
}

/** A contact's are fixed; a deal's fields may be given any facet in the settings, and had another before. */
const sideFacets: Readonly<Record<SplitKind, readonly FacetName[]>> = {
  contact: [...new Set(Object.values(sideFields.contact).map((side) => side.facet))], deal: facetNames.filter((name) => name !== 'core'),
};

/** Ids of every side row that a record may have. */
export function sideIds(of: SplitKind, owner: string): string[] {
  return sideFacets[of].map((name) => sideId(of, owner, facets[name]));
}

export function facetOfField(field: Pick<FieldBody, 'facet' | 'type'> | null): FacetName {
  return field?.facet ?? (field?.type === 'money' ? 'money' : 'core');
}

export interface Part {
  kind: RecordKind;
  id: string;
  facet: number;
  body: Body;
}

/** The rows of a record: the core and, for what is not empty, one side row a facet. */
export function partsOf(kind: RecordKind, id: string, body: Body, dict: Dictionary): Part[] {
  if (!isSplit(kind)) return [{ kind, id, facet: facetOf(kind, body, dict), body }];
  const core: Body = {};
  const sides = new Map<FacetName, Body>();
  const put = (facet: FacetName, name: string, value: unknown): void => void sides.set(facet, { ...sides.get(facet), [name]: value });
  for (const [name, value] of Object.entries(body)) {
    const side = sideFields[kind][name];
    if (side) {
      if (!sameValue(value ?? null, side.empty)) put(side.facet, name, value);
    } else if (kind === 'deal' && name === 'fields') {
      const own: Body = {};
      const apart = new Map<FacetName, Body>();
      for (const [field, part] of Object.entries(value as Body)) {
        const facet = facetOfField(dict.get('field', field));
        if (facet === 'core') own[field] = part;
        else apart.set(facet, { ...apart.get(facet), [field]: part });
      }
      core[name] = own;
      for (const [facet, fields] of apart) put(facet, 'fields', fields);
    } else core[name] = value;
  }
  const made = [...sides].map(([facet, set]): Part => {
    const side: SideBody = { id: sideId(kind, id, facets[facet]), of: kind, owner: id, set };
    return { kind: 'side', id: side.id, facet: facets[facet], body: side as unknown as Body };
  });
  return [{ kind, id, facet: facets.core, body: core }, ...made];
}

/** The record of those of its rows that are held; what is hidden is empty. */
export function joined(kind: SplitKind, core: Body, sides: readonly SideBody[]): Body {
  const body: Body = {};
  for (const [name, { empty }] of Object.entries(sideFields[kind])) body[name] = empty;
  Object.assign(body, core);
  for (const side of sides) {
    for (const [name, value] of Object.entries(side.set)) body[name] = name === 'fields' ? { ...(body['fields'] as Body | undefined), ...(value as Body) } : value;
  }
  return body;
}

/** What the core row alone says, taken out of the joined record again. */
export function coreOf(kind: SplitKind, body: Body, sides: readonly SideBody[]): Body {
  const core = { ...body };
  for (const side of sides) {
    for (const name of Object.keys(side.set)) {
      if (name in sideFields[kind]) core[name] = sideFields[kind][name]!.empty;
      else if (name === 'fields') core['fields'] = Object.fromEntries(Object.entries(core['fields'] as Body).filter(([field]) => !(field in (side.set['fields'] as Body))));
    }
  }
  return core;
}

/** Facet of a row that is not cut. */
export function facetOf(kind: RecordKind, body: Body, dict: Dictionary): number {
  switch (kind) {
    case 'profile': return facets.contacts;
    case 'conversation': return facets.talk;
    case 'message': return (body as unknown as MessageBody).kind === 'note' ? facets.internal : facets.talk;
    case 'task': return (body as unknown as TaskBody).dealId === null && (body as unknown as TaskBody).conversationId === null ? facets.core : facets.talk;
    case 'paymentClaim': case 'ledger': return facets.money;
    case 'side': return Number((body as unknown as SideBody).id.split('.')[1]);
    case 'history': {
      const line = body as unknown as HistoryBody;
      const facet = facetOfLine(line, dict);
      // Why it was done is said among ourselves, whoever sees that it was.
      return line.note !== '' && facet === facets.core ? facets.internal : facet;
    }
    default: return facets.core;
  }
}

/** A line about a hidden value is as hidden as the value: else the line of a phone change shows the phone (S10). */
function facetOfLine(line: Pick<HistoryBody, 'kind' | 'field'>, dict: Dictionary): number {
  if (!isSplit(line.kind)) return facetOf(line.kind, { kind: '', dealId: '', id: '' }, dict);
  const [name, field] = line.field.split('.') as [string, string | undefined];
  const side = sideFields[line.kind][name];
  if (side) return facets[side.facet];
  return line.kind === 'deal' && field !== undefined ? facets[facetOfField(dict.get('field', field))] : facets.core;
}

const usual: Readonly<Record<RoleBody['sees'], readonly FacetName[]>> = {
  all: facetNames, people: facetNames, own: ['core', 'contacts', 'talk', 'money', 'internal'], participant: ['core', 'exec'], claims: ['core', 'money'],
};

/** Names of the parts that a role opens. */
export function facetsOf(role: Pick<RoleBody, 'sees' | 'facets'>): readonly FacetName[] {
  return role.facets ?? usual[role.sees];
}

/** As a mask; the core is part of all, for without it nothing else can be shown. */
export function maskOfRole(role: Pick<RoleBody, 'sees' | 'facets'>): number {
  return (maskOf(facetsOf(role)) | facets.core) & allFacets;
}
