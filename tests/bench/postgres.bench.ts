/** The same presses and copies with the team in PostgreSQL: a private cluster that waits for its disk, a database for each. */
import { Client } from 'pg';
import * as burst from '#tests/bench/burst.bench.ts';
import * as catchUp from '#tests/bench/catch-up.bench.ts';
import * as push from '#tests/bench/push.bench.ts';
import type { Measure } from '#tests/bench/measure.ts';
import { postgresBin, startCluster, user } from '#tests/helpers/postgres-cluster.ts';

const targets: Readonly<Record<string, number>> = { 'push: press of one to the row at another, p50': 8, 'push: press of one to the row at another, p95': 30, 'burst: 10,000 presses, durable at both ends': 3000 };

export async function run(): Promise<Measure[]> {
  const [bin, as] = [postgresBin(), user()];
  if (bin === null || as === null) throw new Error('there is no PostgreSQL on this machine');
  const cluster = await startCluster(bin, as, true);
  const rows: Measure[] = [];
  try {
    for (const [name, bench] of Object.entries({ push, burst, catchUp })) {
      const database = `bench_${name.toLowerCase()}`;
      const client = new Client({ host: '127.0.0.1', port: cluster.port, user: 'pult', database: 'postgres' });
      await client.connect();
      await client.query(`CREATE DATABASE ${database}`);
      await client.end();
      process.env['PULT_STORE'] = `postgres://pult@127.0.0.1:${cluster.port}/${database}`;
      for (const row of await bench.run()) {
        const { target: _, ...rest } = row;
        const target = targets[row.name];
        rows.push({ ...rest, name: `PostgreSQL, ${row.name}`, ...(target === undefined ? {} : { target }) });
      }
    }
  } finally {
    delete process.env['PULT_STORE'];
    await cluster.stop();
  }
  return rows;
}
