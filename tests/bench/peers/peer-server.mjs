// The server of one opponent in a process of its own: `pouchdb` (express-pouchdb, LevelDB) or `rxdb` (websocket replication, memory).
import { createServer } from 'node:http';

const [name, folder] = process.argv.slice(2);
if (name === 'pouchdb') {
  const { default: express } = await import('express');
  const { default: PouchDB } = await import('pouchdb-node');
  const { default: pouchApp } = await import('express-pouchdb');
  const app = express();
  app.use('/', pouchApp(PouchDB.defaults({ prefix: `${folder}/` }), { mode: 'minimumForPouchDB', overrideMode: { include: [] }, logPath: `${folder}/log.txt`, configPath: `${folder}/config.json` }));
  const server = createServer(app).listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));
} else {
  const { createRxDatabase } = await import('rxdb');
  const { getRxStorageMemory } = await import('rxdb/plugins/storage-memory');
  const { startWebsocketServer } = await import('rxdb/plugins/replication-websocket');
  const { chatSchema } = await import('./rows.mjs');
  const database = await createRxDatabase({ name: 'server', storage: getRxStorageMemory(), multiInstance: false });
  await database.addCollections({ chat: { schema: chatSchema } });
  const { server } = await startWebsocketServer({ database, port: 0, host: '127.0.0.1' });
  if (server.address() === null) await new Promise((resolve) => server.once('listening', resolve));
  process.send({ port: server.address().port });
}
process.on('disconnect', () => process.exit(0));
