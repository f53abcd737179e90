/** The team's settings and who I am, read at every turn by most screens: asked once, given by context. */
import { createContext, useContext, useMemo } from 'react';
import type { ReactNode } from 'react';
import { useQuery } from '#renderer/data/use-query.ts';
import type { StageBody } from '#shared/model/preset.ts';
import { teamView } from '#shared/queries/registry.ts';
import type { TeamView } from '#shared/queries/rows.ts';
import type { Right } from '#shared/model/preset.ts';

const empty: TeamView = { team: null, me: null, roles: [], funnels: [], buttons: [], scripts: [], fields: [], lists: [], rules: [], clock: null, accounts: [], people: [], seats: [] };

export interface TeamLookup {
  account(id: string | null | undefined): TeamView['accounts'][number] | null;
  seat(id: string | null | undefined): TeamView['seats'][number] | null;
  person(id: string | null | undefined): TeamView['people'][number] | null;
  funnel(id: string | null | undefined): TeamView['funnels'][number] | null;
  stage(funnelId: string | null | undefined, stageId: string | null | undefined): StageBody | null;
  /** A stage of any funnel, for places that know only its id (history). */
  anyStage(stageId: string | null | undefined): StageBody | null;
  script(id: string): TeamView['scripts'][number] | null;
  field(id: string): TeamView['fields'][number] | null;
  list(id: string | null): TeamView['lists'][number] | null;
  /** First name of the person on a seat, or the seat's own name. */
  seatPerson(id: string | null | undefined): string;
  may(right: Right): boolean;
}

const TeamContext = createContext<{ team: TeamView; lookup: TeamLookup; loading: boolean } | null>(null);

export function TeamProvider(props: { children: ReactNode }): ReactNode {
  const asked = useQuery(teamView, {});
  const team = asked.value ?? empty;
  const value = useMemo(() => ({ team, lookup: createLookup(team), loading: asked.value === null }), [team, asked.value]);
  return <TeamContext value={value}>{props.children}</TeamContext>;
}

function useTeamContext(): { team: TeamView; lookup: TeamLookup; loading: boolean } {
  const value = useContext(TeamContext);
  if (!value) throw new Error('TeamProvider is missing');
  return value;
}

export function useTeam(): TeamView {
  return useTeamContext().team;
}

export function useTeamLoading(): boolean {
  return useTeamContext().loading;
}

/** Rows of the settings by id, and what I may. */
export function useLookup(): TeamLookup {
  return useTeamContext().lookup;
}

function createLookup(team: TeamView): TeamLookup {
  const byId = <Row extends { id: string }>(rows: readonly Row[]): ((id: string | null | undefined) => Row | null) => {
    const map = new Map<string, Row>(rows.map((row) => [row.id, row]));
    return (id) => (id ? (map.get(id) ?? null) : null);
  };
  const seat = byId(team.seats);
  const funnel = byId(team.funnels);
  const stages = new Map(team.funnels.flatMap((one) => one.stages.map((stage) => [`${one.id} ${stage.id}`, stage] as const)));
  const onSeat = new Map(team.people.filter((person) => person.active && person.seatId).map((person) => [person.seatId as string, person.name]));
  return {
    account: byId(team.accounts), seat, person: byId(team.people), funnel, script: byId(team.scripts), field: byId(team.fields), list: byId(team.lists),
    anyStage: (stageId) => (stageId ? (team.funnels.flatMap((one) => one.stages).find((stage) => stage.id === stageId) ?? null) : null),
    stage: (funnelId, stageId) => (funnelId && stageId ? (stages.get(`${funnelId} ${stageId}`) ?? null) : null),
    seatPerson: (id) => (id ? (onSeat.get(id) ?? seat(id)?.name ?? '') : ''),
    may: (right) => team.me?.may.includes(right) ?? false,
  };
}
