// What a person reads while a script works. Always on stderr: stdout carries only what was asked for.

export const say = (line) => process.stderr.write(`${line}\n`);

/** Ends the program with one sentence, without a stack: the person can do something about it. */
export const giveUp = (sentence, code = 1) => {
  say(sentence);
  process.exit(code);
};

export const seconds = (since) => `${((Date.now() - since) / 1000).toFixed(1)} s`;
