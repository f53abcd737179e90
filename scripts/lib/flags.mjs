// Reads the flags of a script. An unknown one ends in a sentence and the list, never in a guess.
import { parseArgs } from 'node:util';
import { giveUp } from './say.mjs';

const listOf = (name, options, positionals) =>
  [
    `npm ${name === 'start' || name === 'test' ? name : `run ${name}`} --${positionals ? ` [${positionals}…]` : ''} [flags]`,
    ...Object.entries(options).map(([flag, { value, help }]) => `  --${`${flag}${value ? ` ${value}` : ''}`.padEnd(14)} ${help}`),
  ].join('\n');

/** `options`: flag → { type, value?, help }. Returns the values, with the rest in `_` where `positionals` names them. */
export const readFlags = (name, options, positionals = null) => {
  const usage = listOf(name, { ...options, help: { help: 'this list' } }, positionals);
  let parsed;
  try {
    parsed = parseArgs({
      options: { ...Object.fromEntries(Object.entries(options).map(([flag, { type }]) => [flag, { type }])), help: { type: 'boolean' } },
      allowPositionals: positionals !== null,
    });
  } catch (error) {
    const unknown = /'(--?[^']*)'/.exec(error.message)?.[1] ?? /'([^']*)'/.exec(error.message)?.[1];
    const sentence = error.code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION' ? `Unknown flag ${unknown}.` : error.message.split('. ')[0];
    giveUp(`${sentence}\n${usage}`, 2);
  }
  if (parsed.values.help) {
    process.stdout.write(`${usage}\n`);
    process.exit(0);
  }
  return { ...parsed.values, _: parsed.positionals };
};

/** A TCP port, or the end of the program with a sentence. */
export const portOf = (text) => {
  if (text === undefined) return undefined;
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535) giveUp(`--port wants a number from 0 to 65535, not "${text}".`, 2);
  return port;
};
