// Shows the OpenAPI document of this server to people. It reads only that document.

const documentAddress = '/api/v1/openapi.json';

const element = (name, properties = {}, ...children) => {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
};
const code = (text) => element('code', { textContent: text });
const pretty = (value) => element('pre', { tabIndex: 0, textContent: typeof value === 'string' ? value : JSON.stringify(value, null, 2) });

/** A schema's type in a few words, with links to the schemas that it refers to. */
function typeOf(schema) {
  if (!schema) return '';
  if (schema.$ref) {
    const name = schema.$ref.split('/').at(-1);
    return element('a', { href: `#schema-${name}`, textContent: name });
  }
  if (schema.oneOf) return element('span', {}, ...schema.oneOf.flatMap((s, i) => (i ? [' or ', typeOf(s)] : [typeOf(s)])));
  if (schema.enum) return code(schema.enum.join(' | '));
  if (schema.items) return element('span', {}, 'list of ', typeOf(schema.items));
  const range = schema.minimum !== undefined || schema.maximum !== undefined ? ` ${schema.minimum ?? '…'} to ${schema.maximum ?? '…'}` : '';
  return code([schema.type].flat().join(' or ') + (schema.format ? ` (${schema.format})` : '') + range + (schema.pattern ? ` ${schema.pattern}` : ''));
}

function table(caption, head, rows) {
  const made = element('table', {},
    element('caption', { className: 'unseen', textContent: caption }),
    element('thead', {}, element('tr', {}, ...head.map((h) => element('th', { scope: 'col', textContent: h })))),
    element('tbody', {}, ...rows.map((row) => element('tr', {}, ...row.map((cell) => element('td', {}, cell ?? ''))))));
  return element('div', { className: 'scroll', tabIndex: 0, role: 'region', ariaLabel: caption }, made);
}

function curl(method, path, operation) {
  const values = Object.fromEntries((operation.parameters ?? []).map((p) => [p.name, p.example]));
  const headers = (operation.parameters ?? []).filter((p) => p.in === 'header' && p.required).map((p) => `-H '${p.name}: ${p.example}'`);
  const [type, body] = Object.entries(operation.requestBody?.content ?? {})[0] ?? [];
  return ['curl', method === 'GET' ? '' : `-X ${method}`, operation.security ? "-H \"Authorization: Bearer $KEY\"" : '', ...headers,
    type ? `-H 'Content-Type: ${type}' --data-binary '${typeof body.example === 'string' ? body.example : JSON.stringify(body.example)}'` : '',
    location.origin + path.replace(/\{(\w+)\}/g, (_, name) => values[name])].filter(Boolean).join(' ');
}

function answer(status, response) {
  const contents = Object.entries(response.content ?? {});
  const parts = contents.flatMap(([type, content]) => [
    element('p', {}, code(type), ' ', typeOf(content.schema)),
    ...(content.example !== undefined ? [pretty(content.example)] : []),
    ...Object.values(content.examples ?? {}).map((e) => pretty(e.value)),
  ]);
  const title = element('span', {}, code(status), ` ${response.description}`);
  return parts.length ? element('details', {}, element('summary', {}, title), ...parts) : element('p', {}, title);
}

function operationView(method, path, operation) {
  const roles = operation['x-roles'];
  const view = element('article', { id: operation.operationId },
    element('h3', {}, element('span', { className: 'method', textContent: method }), code(path)),
    element('p', { textContent: `${operation.summary}. ${operation.description ?? ''}` }),
    element('p', { className: 'quiet', textContent: roles ? `For: ${roles.join(', ')}` : 'For anybody' }));
  if (operation.parameters?.length) {
    view.append(element('h4', { textContent: 'Parameters' }), table(`Parameters of ${operation.operationId}`, ['Name', 'In', 'Type', 'Meaning'],
      operation.parameters.map((p) => [code(p.name), p.in + (p.required ? ', required' : ''), typeOf(p.schema), p.description])));
  }
  for (const [type, content] of Object.entries(operation.requestBody?.content ?? {})) {
    view.append(element('h4', { textContent: 'Body' }), element('p', {}, code(type), ' ', typeOf(content.schema), ` ${operation.requestBody.description}`), pretty(content.example));
  }
  view.append(element('h4', { textContent: 'Answers' }), ...Object.entries(operation.responses).map(([status, response]) => answer(status, response)),
    element('h4', { textContent: 'Try' }), pretty(curl(method, path, operation)));
  return view;
}

function schemaView(name, schema) {
  const view = element('article', { id: `schema-${name}` }, element('h3', { textContent: name }), element('p', { textContent: schema.description ?? '' }));
  if (schema.properties) {
    view.append(table(`Fields of ${name}`, ['Field', 'Type', 'Meaning'], Object.entries(schema.properties).map(([field, s]) =>
      [code(field), element('span', {}, typeOf(s), schema.required?.includes(field) ? ', required' : ''), s.description ?? s.oneOf?.map((o) => o.description).find(Boolean)])));
  } else if (schema.enum) view.append(element('p', {}, typeOf(schema)));
  return view;
}

function show(api) {
  const operations = Object.entries(api.paths).flatMap(([path, methods]) => Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })));
  const main = [element('h1', { textContent: `${api.info.title} ${api.info.version}` }), ...api.info.description.split('\n\n').map((p) => element('p', { textContent: p.replaceAll('`', '') }))];
  const contents = [];
  for (const tag of api.tags) {
    const own = operations.filter((o) => o.operation.tags.includes(tag.name));
    if (!own.length) continue;
    contents.push(element('h2', { textContent: tag.name }), element('ul', {}, ...own.map((o) => element('li', {}, element('a', { href: `#${o.operation.operationId}`, textContent: o.operation.summary })))));
    main.push(element('h2', { textContent: tag.name }), element('p', { className: 'quiet', textContent: tag.description }), ...own.map((o) => operationView(o.method, o.path, o.operation)));
  }
  main.push(element('h2', { textContent: 'Schemas' }), ...Object.entries(api.components.schemas).map(([name, schema]) => schemaView(name, schema)));
  document.getElementById('contents').replaceChildren(...contents);
  document.getElementById('main').replaceChildren(...main);
  if (location.hash) document.getElementById(location.hash.slice(1))?.scrollIntoView();
}

try {
  const response = await fetch(documentAddress);
  if (!response.ok) throw new Error(`expected the document, got ${response.status}`);
  show(await response.json());
} catch (error) {
  document.getElementById('main').replaceChildren(element('p', { role: 'alert', textContent: `The document could not be read: ${error.message}` }));
}
