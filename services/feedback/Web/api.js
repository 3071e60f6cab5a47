// Sends requests to the server. Returns data, or throws an ApiError with the server's problem, or an OfflineError without an answer.

const prefix = '/api/v1';
let csrfToken = null;

export class OfflineError extends Error {}

export class ApiError extends Error {
  constructor(status, problem) {
    super(problem?.detail ?? problem?.title ?? `error ${status}`);
    this.status = status;
    this.type = (problem?.type ?? '').replace('urn:pathalign:problem:', '');
    this.title = problem?.title ?? '';
  }
}

async function send(method, path, { body, key } = {}) {
  const headers = {};
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  if (key) headers['Idempotency-Key'] = key;
  if (csrfToken && method !== 'GET') headers['X-CSRF-Token'] = csrfToken;
  const limit = AbortSignal.timeout(20_000);
  let answer;
  try {
    answer = await fetch(path.startsWith('/api') ? path : prefix + path, {
      method, headers, signal: limit, credentials: 'same-origin', redirect: 'error',
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch (error) {
    throw new OfflineError(error.message);
  }
  if (answer.ok) return answer;
  throw new ApiError(answer.status, await answer.json().catch(() => null));
}

async function json(method, path, options) {
  const answer = await send(method, path, options);
  return answer.status === 204 ? null : answer.json();
}

function keepToken(session) {
  csrfToken = session.csrfToken;
  return session;
}

export const session = async () => keepToken(await json('GET', '/session'));
export const signInWays = () => json('GET', '/sign-in');
export const signIn = async (body) => keepToken(await json('POST', '/session', { body }));
export const signOut = () => json('DELETE', '/session');
export const next = (count) => json('GET', `/queue/next?count=${count}`);
export const study = (setId) => json('GET', `/study/${setId}`);
export const studies = async () => (await json('GET', '/study')).studies;
export const rate = (key, body) => json('POST', '/ratings', { key, body });
export const skip = (id) => json('PUT', `/queue/${id}/skip`);
export const content = async (url) => (await send('GET', url)).blob();
export const agreement = (query) => json('GET', `/agreement${query}`);
export const rounds = (count) => json('GET', `/rounds?count=${count}`);
export const images = (roundId, query) => json('GET', `/rounds/${roundId}/images?${new URLSearchParams(query)}`);
export const redrive = (jobId) => json('POST', `/jobs/${jobId}/redrive`);
const champion = (generatorKey) => `/champions/${generatorKey.split('/').at(-1).split('.')[0]}`;
export const champions = async (generatorKey) => (await json('GET', `${champion(generatorKey)}/history`)).champions;
export const setChampion = (generatorKey, roundId, reason) => json('POST', champion(generatorKey), { body: { roundId, reason } });
export const stored = (key) => json('GET', `/objects/${key}`);
export const storedBytes = async (key) => (await send('GET', `/objects/${key}`)).arrayBuffer();
export const reportAddress = (roundId) => `${prefix}/rounds/${roundId}/report`;
