/** First copies are the heaviest answers: one a person, two at a time, the others wait their turn (S92). */

const atOnce = 2;

export type FirstCopyGate = <Value>(person: string, work: () => Promise<Value>) => Promise<Value>;

export function createFirstCopyGate(): FirstCopyGate {
  const busy = new Set<string>();
  const waiting: { person: string; go(): void }[] = [];
  const next = (): void => {
    for (let n = 0; n < waiting.length && busy.size < atOnce; ) {
      const one = waiting[n]!;
      if (busy.has(one.person)) {
        n += 1;
        continue;
      }
      waiting.splice(n, 1);
      busy.add(one.person);
      one.go();
    }
  };
  return async (person, work) => {
    await new Promise<void>((resolve) => {
      waiting.push({ person, go: resolve });
      next();
    });
    try {
      return await work();
    } finally {
      busy.delete(person);
      next();
    }
  };
}
