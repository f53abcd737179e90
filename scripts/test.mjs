// npm test: lint, types and every test; the last line is the sum.
import { readFlags } from './lib/flags.mjs';
import { giveUp } from './lib/say.mjs';
import { runStages, stageNames } from './lib/stages.mjs';

const flags = readFlags('test', {
  only: { type: 'string', value: 'NAMES', help: `some of: ${stageNames.join(',')}` },
  ci: { type: 'boolean', help: 'a skip is a failure, but for the Electron window' },
});
const names = flags.only?.split(',') ?? stageNames;
const unknown = names.find((name) => !stageNames.includes(name));
if (unknown !== undefined) giveUp(`There is no stage "${unknown}"; there are: ${stageNames.join(', ')}.`, 2);

process.exitCode = await runStages(names, { strict: flags.ci });
