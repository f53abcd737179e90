/** The pages of settings in their order: the one list of them. */
import { AtSign, Clock4, Keyboard, KeyRound, LayoutGrid, MessageSquareText, MonitorSmartphone, Rocket, ShieldCheck, SlidersHorizontal, Users, Workflow } from 'lucide';
import type { IconNode } from 'lucide';
import type { ComponentType } from 'react';
import { AccessPage } from '#renderer/features/settings/access/AccessPage.tsx';
import { AccountsPage } from '#renderer/features/settings/accounts/AccountsPage.tsx';
import { AutomationPage } from '#renderer/features/settings/automation/AutomationPage.tsx';
import { ButtonsPage } from '#renderer/features/settings/buttons/ButtonsPage.tsx';
import { ConsolesPage } from '#renderer/features/settings/consoles/ConsolesPage.tsx';
import { PeoplePage } from '#renderer/features/settings/people/PeoplePage.tsx';
import { ConsolePage } from '#renderer/features/settings/program/ConsolePage.tsx';
import { KeysPage } from '#renderer/features/settings/program/KeysPage.tsx';
import { RolesPage } from '#renderer/features/settings/roles/RolesPage.tsx';
import { ScriptsPage } from '#renderer/features/settings/scripts/ScriptsPage.tsx';
import { SetupPage } from '#renderer/features/settings/setup/SetupPage.tsx';
import { TeamPage } from '#renderer/features/settings/team/TeamPage.tsx';
import type { Right } from '#shared/model/preset.ts';

export const settingsGroups = ['begin', 'channels', 'team', 'work', 'program'] as const;

export interface SettingsPage {
  id: string;
  group: (typeof settingsGroups)[number];
  icon: IconNode;
  /** Who may open it; null = everybody. */
  right: Right | null;
  /** Shown only while steps of the first run are left. */
  whileSettingUp?: true;
  Page: ComponentType;
}

export const settingsPages: readonly SettingsPage[] = [
  { id: 'setup', group: 'begin', icon: Rocket, right: 'accounts', Page: SetupPage, whileSettingUp: true },
  { id: 'accounts', group: 'channels', icon: AtSign, right: 'accounts', Page: AccountsPage },
  { id: 'people', group: 'team', icon: Users, right: 'people', Page: PeoplePage },
  { id: 'roles', group: 'team', icon: ShieldCheck, right: 'people', Page: RolesPage },
  { id: 'consoles', group: 'team', icon: MonitorSmartphone, right: 'people', Page: ConsolesPage },
  { id: 'team', group: 'team', icon: Clock4, right: 'dictionary', Page: TeamPage },
  { id: 'scripts', group: 'work', icon: MessageSquareText, right: 'scripts', Page: ScriptsPage },
  { id: 'buttons', group: 'work', icon: LayoutGrid, right: 'dictionary', Page: ButtonsPage },
  { id: 'automation', group: 'work', icon: Workflow, right: 'people', Page: AutomationPage },
  { id: 'access', group: 'program', icon: KeyRound, right: null, Page: AccessPage },
  { id: 'console', group: 'program', icon: SlidersHorizontal, right: null, Page: ConsolePage },
  { id: 'keys', group: 'program', icon: Keyboard, right: null, Page: KeysPage },
];
