/** Ways in: signing in with login and password, and the lock between people of one console. */
import type { Feature } from '#renderer/data/feature.ts';
import { LockScreen } from '#renderer/features/seats/LockScreen.tsx';
import { SignIn } from '#renderer/features/seats/SignIn.tsx';

export const seatsFeature: Feature = { id: 'seats', SignIn, Lock: LockScreen };
