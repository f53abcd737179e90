// npm run check: what answers in under two minutes, for every save.
import { readFlags } from './lib/flags.mjs';
import { runStages } from './lib/stages.mjs';

readFlags('check', {});
process.exitCode = await runStages(['lint', 'types', 'unit', 'contract', 'sync']);
