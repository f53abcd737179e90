/** Which keys buttons may share: those that are never shown together. */
import type { ButtonBody } from '#shared/model/preset.ts';

/** Another button that would answer to the same key at the same stage; null = none. */
export function keyTaken(button: ButtonBody, buttons: readonly ButtonBody[]): ButtonBody | null {
  if (button.key === null) return null;
  return buttons.find((other) => other.id !== button.id && other.key === button.key && other.funnel === button.funnel && meet(other, button)) ?? null;
}

function meet(a: ButtonBody, b: ButtonBody): boolean {
  if (!a.roles.some((role) => b.roles.includes(role))) return false;
  const { stages } = b;
  // "Everywhere" may meet any stage by name.
  if (a.stages === 'open' || stages === 'open') return true;
  return a.stages.some((stage) => stages.includes(stage));
}
