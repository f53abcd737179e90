/**
 * A business as data: the closed vocabulary of presets and of the dictionary records they become.
 * A preset file holds the same bodies; setting up a team writes each as a record, after that people edit records, never files.
 */
import { z } from 'zod';
import { languages } from '#shared/model/language.ts';
import { facetNames } from '#shared/model/facets.ts';
import { channelNames } from '#shared/model/channel.ts';
import { mostFiles, outgoingFileSchema } from '#shared/model/outgoing-file.ts';

/** Ids as presets write them: `in-production`, `neededAt`. */
const slug = z.string().regex(/^[a-z][a-zA-Z0-9-]{0,63}$/);
export const languageSchema = z.enum(languages);

/** A text per language; English is the fallback of all. */
export const labelSchema = z.strictObject({ en: z.string().min(1), uk: z.string().min(1), ru: z.string().optional(), ro: z.string().optional() });
export type Label = z.infer<typeof labelSchema>;

/** Texts sent to clients; any subset of languages. */
export const textsSchema = z.partialRecord(languageSchema, z.string().min(1).max(4000));

export const hoursSchema = z.array(z.strictObject({
  /** ISO weekdays, 1 = Monday. */
  days: z.array(z.number().int().min(1).max(7)).min(1),
  from: z.string().regex(/^\d\d:\d\d$/),
  /** '24:00' = midnight at the end of the day. */
  to: z.string().regex(/^\d\d:\d\d$/),
}));
export type WorkingHours = z.infer<typeof hoursSchema>;

export const teamSchema = z.strictObject({
  id: z.literal('team'),
  name: z.string().min(1).max(80),
  presetId: slug,
  currency: z.string().length(3),
  /** ISO country of phones written without "+". */
  country: z.string().length(2),
  zone: z.string(),
  languages: z.array(languageSchema).min(1),
  /** Empty = round the clock. */
  hours: hoursSchema,
  groups: z.array(z.strictObject({ id: slug, label: labelSchema })),
  undoMs: z.number().int().min(0).max(15_000),
  /** Share of the amount asked before work begins; a deal's own `deposit` field wins over it. */
  depositPercent: z.number().int().min(0).max(100),
  /** Address under which networks reach this team's server; null = none, so media can't be fetched from us. */
  publicUrl: z.string().url().nullable(),
  /** Values scripts may use as {pay.card}, {pay.holder} … */
  constants: z.record(z.string(), z.string()),
  /** Whoever sees a client sees all their orders, also other seats' (S12); absent = no. */
  earlierOrders: z.boolean().optional(),
  demo: z.boolean(),
});
export type TeamBody = z.infer<typeof teamSchema>;

export const rights = ['take', 'answer', 'buttons', 'move', 'tasks', 'contacts', 'reassign', 'force', 'scripts', 'dictionary', 'accounts', 'people', 'restore', 'pay', 'approve'] as const;
export type Right = (typeof rights)[number];

export const sights = ['all', 'people', 'own', 'participant', 'claims'] as const;

export const roleSchema = z.strictObject({
  id: slug,
  label: labelSchema,
  /** all · people (own and those of seats they head, and untaken) · own (own seat and untaken) · participant · claims (deals with a payment claim waiting). */
  sees: z.enum(sights),
  /** Which parts of what it sees; absent in records of before roles had any: the usual ones of `sees` (engine/parts.ts). */
  facets: z.array(z.enum(facetNames)).optional(),
  may: z.array(z.enum(rights)),
});
export type RoleBody = z.infer<typeof roleSchema>;

/** What a stage demands before a deal may enter. */
export const requirementSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('owner') }),
  z.strictObject({ kind: z.literal('field'), field: slug }),
  /** One of these fields; the first is named as missing. */
  z.strictObject({ kind: z.literal('anyField'), fields: z.array(slug).min(1) }),
  /** `unless`: a yes-or-no field that lifts it (the rest is paid on delivery). */
  z.strictObject({ kind: z.literal('paid'), atLeast: z.enum(['deposit', 'amount']), unless: slug.optional() }),
  z.strictObject({ kind: z.literal('jobs'), stage: slug }),
]);
export type Requirement = z.infer<typeof requirementSchema>;

export const scriptGroups = ['greeting', 'price', 'talk', 'feedback', 'other'] as const;
export const scriptGroupSchema = z.enum(scriptGroups);

const whoSchema = z.enum(['seat', 'head', 'presser']);

export const actionSchema = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('take') }),
  z.strictObject({ do: z.literal('send'), script: slug }),
  /** Opens a list of scripts; choosing one sends it. Named ones, else all of the groups, else all (engine/offered-scripts.ts). */
  z.strictObject({ do: z.literal('offer'), scripts: z.array(slug).optional(), groups: z.array(scriptGroupSchema).optional(), language: languageSchema.optional() }),
  z.strictObject({ do: z.literal('move'), stage: slug }),
  z.strictObject({ do: z.literal('set'), field: slug, value: z.union([z.string(), z.number(), z.boolean()]) }),
  z.strictObject({ do: z.literal('task'), title: labelSchema, dueMinutes: z.number().int().min(1), who: whoSchema }),
  z.strictObject({ do: z.literal('closeTasks') }),
  z.strictObject({ do: z.literal('notify'), who: whoSchema, label: labelSchema }),
  z.strictObject({ do: z.literal('savePhotos') }),
  z.strictObject({ do: z.literal('removeContact') }),
  /** Undo a wrong status: remember the stage, go to the holding stage, open the stage picker. */
  z.strictObject({ do: z.literal('draft') }),
]);
export type Action = z.infer<typeof actionSchema>;

export const stageKinds = ['open', 'won', 'lost', 'removed', 'archived', 'holding'] as const;
export const stageColours = ['grey', 'blue', 'amber', 'violet', 'teal', 'lime', 'green', 'red', 'hatched'] as const;

export const stageSchema = z.strictObject({
  id: slug,
  label: labelSchema,
  kind: z.enum(stageKinds),
  colour: z.enum(stageColours),
  needs: z.array(requirementSchema),
  movesTo: z.array(slug),
  /** Stages that only these roles may move to from here (besides `movesTo`, for all). */
  movesToFor: z.array(z.strictObject({ roles: z.array(slug), stages: z.array(slug) })).optional(),
  onEntry: z.array(actionSchema),
  onLeave: z.array(actionSchema),
  help: labelSchema.optional(),
});
export type StageBody = z.infer<typeof stageSchema>;

export const funnelSchema = z.strictObject({
  id: slug, label: labelSchema, holds: z.enum(['deal', 'job', 'company']), order: z.number().int(), stages: z.array(stageSchema).min(1),
});
export type FunnelBody = z.infer<typeof funnelSchema>;

export const buttonSchema = z.strictObject({
  id: slug,
  label: labelSchema,
  order: z.number().int(),
  /** '1'…'9' or 'Shift+S': one physical key. null = only by pointer and palette. */
  key: z.string().nullable(),
  funnel: slug,
  /** Stage ids where it shows; 'open' = every stage of kind open or holding. */
  stages: z.union([z.literal('open'), z.array(slug)]),
  roles: z.array(slug),
  /** Shows only when the client has sent a photo. */
  needsPhoto: z.boolean(),
  /** Deal fields asked in one line each before it runs, when they are empty. */
  ask: z.array(slug),
  actions: z.array(actionSchema).min(1),
  /** Undo time of its own; null = the team's. */
  undoMs: z.number().int().nullable(),
  /** false = switched off: it stands nowhere and can't be pressed. Absent in records of before buttons could be. */
  active: z.boolean().optional(),
});
export type ButtonBody = z.infer<typeof buttonSchema>;

export const scriptSchema = z.strictObject({
  id: slug,
  label: labelSchema,
  group: scriptGroupSchema,
  order: z.number().int(),
  texts: textsSchema,
  /** Go out with the text, as one message. Absent in records of before scripts had files. */
  attachments: z.array(outgoingFileSchema).max(mostFiles).optional(),
});
export type ScriptBody = z.infer<typeof scriptSchema>;

export const fieldTypes = ['text', 'integer', 'decimal', 'money', 'date', 'dateTime', 'list', 'bool', 'photos', 'person'] as const;
export const fieldSchema = z.strictObject({
  id: slug,
  of: z.enum(['contact', 'deal']),
  label: labelSchema,
  type: z.enum(fieldTypes),
  list: slug.nullable(),
  /** "kg", after a number. */
  unit: labelSchema.nullable(),
  maxLength: z.number().int().nullable(),
  order: z.number().int(),
  /** Nobody types it: set by a button or a rule. */
  automatic: z.boolean(),
  /** summary: part of {order.summary} and of a board card's line · due: when it must be ready (at most one date of a deal). */
  use: z.enum(['none', 'summary', 'due']),
  /** Which part of a deal it belongs to; absent: sums to money, the rest to the core. */
  facet: z.enum(facetNames).optional(),
});
export type FieldBody = z.infer<typeof fieldSchema>;

export const listSchema = z.strictObject({ id: slug, label: labelSchema, items: z.array(z.strictObject({ id: slug, label: labelSchema })) });
export type ListBody = z.infer<typeof listSchema>;

/** Timer rule: some time after the newest of its events, unless something cancelled it. Once it has fired it waits for the next event. */
export const ruleSchema = z.strictObject({
  id: slug,
  label: labelSchema,
  on: z.array(z.enum(['stage.entered', 'deal.created', 'message.in', 'message.out', 'taken', 'reassigned'])).min(1),
  funnel: slug,
  /** Stages in which it holds, looked at when it is armed and again when it fires; empty = any. */
  stages: z.array(slug),
  afterMinutes: z.number().int().min(0),
  /** Any of these before the time is up cancels it. */
  cancelOn: z.array(z.enum(['message.in', 'message.out', 'stage.left'])),
  actions: z.array(actionSchema).min(1),
  active: z.boolean(),
});
export type RuleBody = z.infer<typeof ruleSchema>;

export const clockSchema = z.strictObject({ id: z.literal('answer'), warningMs: z.number().int().min(1000), alarmMs: z.number().int().min(1000), escalationMs: z.number().int().min(1000) });
export type ClockBody = z.infer<typeof clockSchema>;

/** A preset file, `resources/presets/<id>.json`. */
export const presetSchema = z.strictObject({
  meta: z.strictObject({ id: slug, label: labelSchema, about: labelSchema, currency: z.string().length(3), country: z.string().length(2), zone: z.string() }),
  languages: z.array(languageSchema).min(1),
  hours: hoursSchema,
  groups: z.array(z.strictObject({ id: slug, label: labelSchema })),
  constants: z.record(z.string(), z.string()),
  undoMs: z.number().int(),
  depositPercent: z.number().int().min(0).max(100),
  /** Whoever sees a client sees all their orders. */
  earlierOrders: z.boolean().optional(),
  roles: z.array(roleSchema),
  lists: z.array(listSchema),
  fields: z.array(fieldSchema),
  funnels: z.array(funnelSchema),
  buttons: z.array(buttonSchema),
  scripts: z.array(scriptSchema),
  rules: z.array(ruleSchema),
  clocks: z.array(clockSchema),
  /** Names and accounts of the demo team; seats are made of `people[].seat`. */
  demo: z.strictObject({
    team: z.string(),
    /** Values for the demo team only: a real one must write its own before a text with them can go out. */
    constants: z.record(z.string(), z.string()),
    /** `heads`: logins of the people whose seats this person heads. */
    people: z.array(z.strictObject({ login: z.string(), name: z.string(), role: slug, seat: z.string().nullable(), heads: z.array(z.string()) })),
    accounts: z.array(z.strictObject({ channel: z.enum(channelNames), handle: z.string(), name: z.string(), code: z.string().length(2), colour: z.number().int().min(1).max(16), group: slug })),
  }),
});
export type Preset = z.infer<typeof presetSchema>;
