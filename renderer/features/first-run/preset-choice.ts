/** A business to begin with, as the host offers it. */
import type { Calls } from '#shared/port/port.ts';

export type PresetChoice = Calls['host.presets']['value'][number];
