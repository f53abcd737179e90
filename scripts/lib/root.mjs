// Where the project lies. Runs on Node 18, which has no import.meta.dirname.
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '');
