/** The team's settings and who I am in it. */
import type { Me, TeamView } from '#shared/queries/rows.ts';
import type { Answerer, QueryContext } from '#db/console/queries/context.ts';

export const teamView: Answerer<object, TeamView> = (_params, ctx) => {
  const { dict } = ctx;
  const byOrder = <Row extends { order: number; id: string }>(rows: readonly Row[]): Row[] => [...rows].sort((a, b) => a.order - b.order || a.id.localeCompare(b.id));
  return {
    team: dict.get('team', 'team'), me: me(ctx), roles: [...dict.all('role')], funnels: byOrder(dict.all('funnel')), buttons: byOrder(dict.all('button')),
    scripts: byOrder(dict.all('script')), fields: byOrder(dict.all('field')), lists: [...dict.all('list')], rules: [...dict.all('rule')], clock: dict.get('clock', 'answer'),
    accounts: [...dict.all('account')].sort((a, b) => a.createdAt - b.createdAt || a.code.localeCompare(b.code)).map((account) => ({ ...account, state: dict.get('accountState', account.id) })),
    people: [...dict.all('person')].sort((a, b) => a.login.localeCompare(b.login)), seats: [...dict.all('seat')].sort((a, b) => a.name.localeCompare(b.name)),
  };
};

function me({ dict, personId }: QueryContext): Me | null {
  const person = dict.get('person', personId);
  const role = person && dict.get('role', person.roleId);
  if (!person || !role) return null;
  return {
    personId: person.id, name: person.name, login: person.login, roleId: person.roleId, seatId: person.seatId,
    seatName: person.seatId === null ? null : (dict.get('seat', person.seatId)?.name ?? null), may: [...role.may], sees: role.sees,
  };
}
