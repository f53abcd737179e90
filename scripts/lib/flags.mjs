// Reads the flags of a script. An unknown one ends in a sentence and the list, never in a guess.
import { parseArgs } from 'node:util';
import { giveUp } from './say.mjs';

const listOf = (name, options, positionals) =>
  [
    `npm ${name === 'start' || name === 'test' ? name : `run ${name}`} --${positionals ? ` [${positionals}…]` : ''} [flags]`,
    ...Object.entries(options).map(([flag, { value, help }]) => `  --${`${flag}${value ? ` ${value}` : ''}`.padEnd(14)} ${help}`),
  ].join('\n');

/**
 * Flags written without the `--` that npm wants before them (`npm start --demo`): npm takes them for its own and hands them on in the
 * environment, a refused one (`--no-open`) as an empty word.
 */
const fromNpm = (options, env) => {
  const found = {};
  for (const [flag, { type }] of Object.entries(options)) {
    const value = env[`npm_config_${flag.replace(/^no-/, '').replaceAll('-', '_')}`];
    if (value === undefined) continue;
    if (type === 'string' && value !== '') found[flag] = value;
    // Not just any value: npm itself has a setting `browser`, whose value is a program.
    if (type === 'boolean' && (flag.startsWith('no-') ? value === '' || value === 'false' : value === 'true')) found[flag] = true;
  }
  return found;
};

/** `options`: flag → { type, value?, help }. Returns the values, with the rest in `_` where `positionals` names them. */
export const readFlags = (name, options, positionals = null, env = process.env) => {
  const usage = listOf(name, { ...options, help: { help: 'this list' } }, positionals);
  let parsed;
  try {
    parsed = parseArgs({
      options: { ...Object.fromEntries(Object.entries(options).map(([flag, { type }]) => [flag, { type }])), help: { type: 'boolean' } },
      allowPositionals: positionals !== null,
    });
  } catch (error) {
    const unknown = /'(--?[^']*)'/.exec(error.message)?.[1] ?? /'([^']*)'/.exec(error.message)?.[1];
    const sentences = {
      ERR_PARSE_ARGS_UNKNOWN_OPTION: `Unknown flag ${unknown}.`,
      ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL: `"${unknown}" is no flag. (npm wants "--" before the flags of a script, as below.)`,
    };
    giveUp(`${sentences[error.code] ?? error.message.split('. ')[0]}\n${usage}`, 2);
  }
  const handed = fromNpm(options, env);
  // Without "--" npm keeps the name of a flag and loses its value.
  const lost = Object.keys(handed).find((flag) => options[flag].type === 'string' && handed[flag] === 'true');
  if (lost) giveUp(`--${lost} came without its value.\n${usage}`, 2);
  if (parsed.values.help) {
    process.stdout.write(`${usage}\n`);
    process.exit(0);
  }
  return { ...handed, ...parsed.values, _: parsed.positionals };
};

/** A TCP port, or the end of the program with a sentence. */
export const portOf = (text) => {
  if (text === undefined) return undefined;
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535) giveUp(`--port wants a number from 0 to 65535, not "${text}".`, 2);
  return port;
};
