/** Imported first by pages: their policy forbids `eval`, which zod would otherwise try at every schema's making. */
import { config } from 'zod';

config({ jitless: true });
