// Runs a process to its end as if it were this one: the same terminal, the same signals, the same exit code.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';

/** Starts a child; `ended` resolves with its exit code, 128 + n for a signal. */
export const start = (file, args, options = {}) => {
  const child = spawn(file, args, { stdio: 'inherit', ...options });
  const ended = new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code, signal) => resolve(code ?? 128 + (constants.signals[signal] ?? 0)));
  });
  return { child, ended };
};

/** Hands SIGINT, SIGTERM and SIGHUP on to a child. Returns a function that stops doing so. */
export const passSignals = (child) => {
  const handlers = ['SIGINT', 'SIGTERM', 'SIGHUP'].map((signal) => {
    const handler = () => {
      // A terminal sends Ctrl-C to the whole group by itself; a second copy from here would look like a second press.
      if (signal === 'SIGTERM' || !process.stdin.isTTY) child.kill(signal);
    };
    process.on(signal, handler);
    return () => process.off(signal, handler);
  });
  return () => handlers.forEach((off) => off());
};
