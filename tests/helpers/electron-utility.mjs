// Loaded before a bundle that the stub forks: gives it the `process.parentPort` it would have inside Electron.
import { EventEmitter } from 'node:events';
import { MessageChannel } from 'node:worker_threads';

class Port extends EventEmitter {
  constructor(node) {
    super();
    this.node = node;
    node.on('message', (data) => this.emit('message', { data, ports: [] }));
    node.on('close', () => this.emit('close'));
  }
  postMessage(data) {
    this.node.postMessage(data);
  }
  start() {
    this.node.start();
  }
  close() {
    this.node.close();
  }
}

const parentPort = new EventEmitter();
parentPort.postMessage = (body) => process.connected && process.send({ body });

const near = new Map();
const waiting = [];

const deliver = (message) => {
  if (message.port !== undefined) {
    const port = near.get(message.port);
    if (message.closed) port?.close();
    else port?.postMessage(message.body);
    return;
  }
  const ports = (message.ports ?? []).map((id) => {
    const { port1, port2 } = new MessageChannel();
    near.set(id, port1);
    port1.on('message', (body) => process.connected && process.send({ port: id, body }));
    port1.on('close', () => process.connected && process.send({ port: id, closed: true }));
    return new Port(port2);
  });
  parentPort.emit('message', { data: message.body, ports });
};

// Electron keeps messages until somebody listens.
process.on('message', (message) => {
  if (parentPort.listenerCount('message') === 0) waiting.push(message);
  else deliver(message);
});
parentPort.on('newListener', (name) => {
  if (name === 'message') setImmediate(() => waiting.splice(0).forEach(deliver));
});
process.on('disconnect', () => process.exit(1));

process.parentPort = parentPort;
