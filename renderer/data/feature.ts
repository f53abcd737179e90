/** How a feature joins the window: what it offers to the rail and to the panes. `renderer/features.ts` lists them all. */
import type { ComponentType } from 'react';
import type { IconNode } from 'lucide';
import type { Section } from '#renderer/data/view.ts';
import type { Right } from '#shared/model/preset.ts';
import type { InboxCounts } from '#shared/queries/rows.ts';

export interface SectionPlace {
  section: Section;
  icon: IconNode;
  /** Key of the word in the rail. */
  labelKey: string;
  /** Place in the rail; null = reached by keys and palette only. */
  order: number | null;
  /** 'list': 340 px beside conversation and card · 'wide': the rest beside a docked conversation · 'full': the whole work area. */
  place: 'list' | 'wide' | 'full';
  /** Stands at the foot of the rail. */
  foot?: boolean;
  /** What is owed there; `alarm` fills the badge red. */
  count?(counts: InboxCounts): { n: number; alarm: boolean };
  /** Shown only to whoever may; absent = to everybody. */
  right?: Right;
  /** Also for those who see nothing but payments to be checked. */
  forChecks?: true;
  Pane: ComponentType;
}

export interface Feature {
  id: string;
  sections?: readonly SectionPlace[];
  /** The conversation's pane and the card: one feature gives each. */
  Conversation?: ComponentType<{ conversationId: string }>;
  Card?: ComponentType<{ conversationId: string }>;
  /** Draws nothing; lives as long as the window and asks ahead for what its sections will need. */
  Ahead?: ComponentType;
  /** Shown instead of everything while no team has been set up. */
  FirstRun?: ComponentType;
  /** Shown instead of everything while nobody is signed in, and while the window is locked. */
  SignIn?: ComponentType;
  Lock?: ComponentType;
}
