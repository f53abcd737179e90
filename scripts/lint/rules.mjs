// Rules of this project that oxlint does not bring along: the import fences and three refusals of security.md.
import { posix, relative, resolve, sep } from 'node:path';
import { table } from './fence-table.mjs';

const root = resolve(import.meta.dirname, '../..');

const escape = (text) => text.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '[^/]+');
const matcher = (pattern) => new RegExp(`^${escape(pattern)}${pattern.endsWith('/') ? '' : '$'}`);
// A package covers its subpaths, unless the entry itself names one.
const packageMatcher = (name) => new RegExp(`^${escape(name)}(/|$)`);
const isPath = (entry) => /^(shared|db|channels|backend|server|entries|electron|renderer|resources|scripts|tests)\//.test(entry);

const rows = table.map(({ from, own, may, never = [] }) => ({
  from: matcher(from),
  name: from,
  own: (own ?? [from]).map(matcher),
  paths: may.filter(isPath).map(matcher),
  packages: may.filter((entry) => !isPath(entry) && entry !== 'node:').map(packageMatcher),
  node: may.includes('node:'),
  never: never.map(matcher),
}));

const placeOf = (filename) => relative(root, filename).split(sep).join('/');

/** The row's own folder: with `*` in it, the very folder the file lies in, not its siblings. */
const ownFolder = (row, file) => (row.name.includes('*') ? row.from.exec(file)?.[0] : undefined);

const allowed = (row, file, specifier) => {
  if (specifier.startsWith('node:')) return row.node;
  const relativePath = specifier.startsWith('.');
  if (!relativePath && !specifier.startsWith('#')) return row.packages.some((p) => p.test(specifier));
  const target = relativePath ? posix.normalize(posix.join(posix.dirname(file), specifier)) : specifier.slice(1);
  const path = target.replace(/\?.*$/, '');
  if (row.never.some((p) => p.test(path))) return false;
  if (row.paths.some((p) => p.test(path))) return true;
  const folder = ownFolder(row, file);
  if (folder?.endsWith('/')) return path.startsWith(folder);
  return row.own.some((p) => {
    const theirs = p.exec(path);
    return theirs !== null && (!p.source.includes('[^/]') || p.exec(file)?.[0] === theirs[0] || !theirs[0].endsWith('/'));
  });
};

const fences = {
  create(context) {
    const file = placeOf(context.filename ?? context.getFilename());
    const row = rows.find((candidate) => candidate.from.test(file));
    if (!row) return {};
    const look = (node) => {
      const source = node?.type === 'TSLiteralType' ? node.literal : node;
      if (typeof source?.value !== 'string') return;
      if (!allowed(row, file, source.value)) {
        context.report({ node: source, message: `${row.name} may not import "${source.value}": see scripts/lint/fence-table.mjs` });
      }
    };
    return {
      ImportDeclaration: (node) => look(node.source),
      ExportNamedDeclaration: (node) => look(node.source),
      ExportAllDeclaration: (node) => look(node.source),
      ImportExpression: (node) => look(node.source),
      TSImportType: (node) => look(node.source ?? node.argument),
      TSExternalModuleReference: (node) => look(node.expression),
      CallExpression: (node) => {
        if (node.callee.type === 'Identifier' && node.callee.name === 'require') look(node.arguments[0]);
      },
    };
  },
};

/** Shared code is pure: the same rows and the same `now` give the same answer on a console and on the server. */
const noClock = {
  create: (context) => ({
    NewExpression(node) {
      if (node.callee.type === 'Identifier' && node.callee.name === 'Date' && node.arguments.length === 0) {
        context.report({ node, message: 'new Date() reads the clock; take `now` as a parameter' });
      }
    },
    CallExpression(node) {
      if (node.callee.type === 'Identifier' && node.callee.name === 'Date') {
        context.report({ node, message: 'Date() reads the clock; take `now` as a parameter' });
      }
    },
  }),
};

const keyName = (key) => key.name ?? key.value;

const tlsSwitch = /^NODE_TLS_REJECT_/;

/** R11: a certificate is checked or the connection is not made. */
const verifyTls = {
  create: (context) => ({
    Property(node) {
      if (!node.computed && keyName(node.key) === 'rejectUnauthorized' && !(node.value.type === 'Literal' && node.value.value === true)) {
        context.report({ node, message: 'rejectUnauthorized stays true' });
      }
    },
    Literal(node) {
      if (tlsSwitch.test(node.value)) context.report({ node, message: 'certificates are checked' });
    },
    Identifier(node) {
      if (tlsSwitch.test(node.name)) context.report({ node, message: 'certificates are checked' });
    },
  }),
};

/** R23: what a client sent is text. */
const noHtml = {
  create: (context) => ({
    JSXAttribute(node) {
      if (node.name.name === 'dangerouslySetInnerHTML') context.report({ node, message: 'markup is never set from a string' });
    },
    Property(node) {
      const name = keyName(node.key);
      if (name === 'dangerouslySetInnerHTML' || name === 'innerHTML') context.report({ node, message: 'markup is never set from a string' });
    },
  }),
};

// eslint-disable-next-line import/no-default-export -- oxlint loads a plugin by its default export
export default {
  meta: { name: 'pult' },
  rules: { fences, 'no-clock': noClock, 'verify-tls': verifyTls, 'no-html': noHtml },
};
