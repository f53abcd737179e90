/** The one list of features the shell mounts. */
import type { Feature } from '#renderer/data/feature.ts';

export const features: readonly Feature[] = [];
