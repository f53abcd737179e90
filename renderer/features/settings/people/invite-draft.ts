/** An invitation as it is filled in. */
import type { PersonBody } from '#shared/model/bodies.ts';
import type { RoleBody } from '#shared/model/preset.ts';
import { givableRoles } from '#renderer/features/settings/people/givable-roles.ts';
import type { Me } from '#shared/queries/rows.ts';

export interface InviteDraft {
  /** Null = a new person. */
  personId: string | null;
  name: string;
  login: string;
  roleId: string;
  /** An existing seat; null with `seatName` = a new one; null without = none. */
  seatId: string | null;
  seatName: string | null;
}

export function emptyInvite(roles: readonly RoleBody[], me: Me | null, person: PersonBody | null): InviteDraft {
  if (person) return { personId: person.id, name: person.name, login: person.login, roleId: person.roleId, seatId: person.seatId, seatName: null };
  const givable = givableRoles(roles, me);
  const usual = givable.find((role) => role.id === 'operator') ?? givable.find((role) => role.sees === 'own') ?? givable[0];
  return { personId: null, name: '', login: '', roleId: usual?.id ?? '', seatId: null, seatName: seatNameFor(usual, null, '') };
}

/** Who takes conversations needs a seat: one of their own, named after them, unless another is chosen. */
export function seatNameFor(role: RoleBody | undefined, seatId: string | null, name: string): string | null {
  return seatId === null && role?.may.includes('take') ? name : null;
}

/** The field that is wrong, or null. */
export function inviteProblem(draft: InviteDraft): 'name' | 'login' | 'seatName' | null {
  if (draft.name.trim() === '' || draft.name.length > 80) return 'name';
  if (!/^\S{1,40}$/u.test(draft.login.trim())) return 'login';
  return draft.seatName !== null && draft.seatName.trim() === '' ? 'seatName' : null;
}

const latin: Readonly<Record<string, string>> = {
  а: 'a', б: 'b', в: 'v', г: 'h', ґ: 'g', д: 'd', е: 'e', є: 'ie', ж: 'zh', з: 'z', и: 'y', і: 'i', ї: 'i', й: 'i', к: 'k', л: 'l', м: 'm', н: 'n', о: 'o', п: 'p', р: 'r',
  с: 's', т: 't', у: 'u', ф: 'f', х: 'kh', ц: 'ts', ч: 'ch', ш: 'sh', щ: 'shch', ь: '', ю: 'iu', я: 'ia', ы: 'y', э: 'e', ё: 'e', ъ: '', ă: 'a', â: 'a', î: 'i', ș: 's', ț: 't',
};

/** A login out of a name: "Ірина Мельник" → "iryna.melnyk". */
export function loginOf(name: string): string {
  const plain = [...name.trim().toLowerCase()].map((letter) => latin[letter] ?? letter).join('');
  return plain.normalize('NFD').replaceAll(/[^a-z0-9\s.-]/g, '').trim().replaceAll(/\s+/g, '.').slice(0, 40);
}
