/** Where a button stands and who may press it: one answer for the window, the press and the settings. */
import type { ButtonBody, FunnelBody, StageBody } from '#shared/model/preset.ts';

/** A stage as buttons ask about it; of a deal: its `stageId`, with its `state` as the kind. */
export type ButtonPlace = Pick<StageBody, 'id' | 'kind'> & { funnelId: string };

/** Buttons of before they could be switched off are on. */
export function isOn(button: ButtonBody): boolean {
  return button.active !== false;
}

export function isFor(button: ButtonBody, roleId: string | null): boolean {
  return button.roles.length === 0 || (roleId !== null && button.roles.includes(roleId));
}

/** Null = there is no deal: only what stands everywhere stands there. */
export function standsAt(button: ButtonBody, place: ButtonPlace | null): boolean {
  if (place === null) return button.stages === 'open';
  if (place.funnelId !== button.funnel) return false;
  return button.stages === 'open' ? place.kind === 'open' || place.kind === 'holding' : button.stages.includes(place.id);
}

export function placeOf(deal: { funnelId: string; stageId: string; state: StageBody['kind'] } | null): ButtonPlace | null {
  return deal === null ? null : { funnelId: deal.funnelId, id: deal.stageId, kind: deal.state };
}

/** Another button that would answer to the same key at the same stage for the same role; null = none. */
export function keyHolder(button: ButtonBody, buttons: readonly ButtonBody[], funnels: readonly FunnelBody[]): ButtonBody | null {
  if (button.key === null || !isOn(button)) return null;
  const stages = funnels.find((funnel) => funnel.id === button.funnel)?.stages ?? [];
  const meets = (other: ButtonBody): boolean => stages.some((stage) => {
    const place = { ...stage, funnelId: button.funnel };
    return standsAt(button, place) && standsAt(other, place);
  });
  return buttons.find((other) => other.id !== button.id && isOn(other) && other.key === button.key && shareRole(button, other) && meets(other)) ?? null;
}

function shareRole(a: ButtonBody, b: ButtonBody): boolean {
  return a.roles.length === 0 || b.roles.length === 0 || a.roles.some((role) => b.roles.includes(role));
}
