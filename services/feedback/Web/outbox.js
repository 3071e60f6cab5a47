// Ratings that the server has not confirmed. They are in the browser's database before the next tile is shown, keep their
// idempotency key and their order, and are removed only after the server's answer: none is lost, none counts twice.

import * as api from './api.js';

const firstWait = 500, longestWait = 15_000;

function open() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open('pathalign', 1);
    request.onupgradeneeded = () => request.result.createObjectStore('outbox', { keyPath: 'number', autoIncrement: true }).createIndex('rater', 'rater');
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

export class Outbox extends EventTarget {
  #database; #rater; #entries = []; #sending = false; #wait = firstWait; #timer = 0; #writes = Promise.resolve();

  static async of(rater) {
    const outbox = new Outbox();
    outbox.#rater = rater;
    try {
      outbox.#database = await open();
      outbox.#entries = await outbox.#run('readonly', (store) => store.index('rater').getAll(rater));
    } catch {
      outbox.#database = null;   // the browser stores nothing: ratings wait in memory
    }
    addEventListener('online', () => outbox.flush());
    return outbox;
  }

  /** The number of waiting entries. */
  get waiting() { return this.#entries.length; }

  /** Whether the last attempt did not reach the server. */
  offline = false;

  /** Whether the browser stores waiting entries. */
  get keeps() { return this.#database !== null; }

  /** Ids of rated or postponed items that wait. */
  get ids() { return new Set(this.#entries.map((e) => e.id)); }

  /** Adds an entry and sends it at once. */
  add(kind, id, body) {
    const entry = { rater: this.#rater, kind, id, body, key: newKey() };
    this.#entries.push(entry);
    this.#writes = this.#writes.then(async () => {
      if (this.#database) entry.number = await this.#run('readwrite', (store) => store.add({ ...entry }));
    }).catch(() => { this.#database = null; });
    this.#tell();
    this.#writes.then(() => this.flush());
    return entry;
  }

  /** Sends the waiting entries, in order. */
  async flush() {
    if (this.#sending) return;
    this.#sending = true;
    clearTimeout(this.#timer);
    try {
      while (this.#entries.length > 0) {
        await this.#writes;
        if (!await this.#deliver(this.#entries[0])) return;
        const done = this.#entries.shift();
        if (this.#database && done.number !== undefined) await this.#run('readwrite', (store) => store.delete(done.number));
        this.#wait = firstWait;
        this.#tell();
      }
    } finally {
      this.#sending = false;
      this.#tell();
    }
  }

  // True if the server has accepted or rejected the entry.
  async #deliver(entry) {
    try {
      if (entry.kind === 'skip') await api.skip(entry.id);
      else await api.rate(entry.key, entry.body);
      this.offline = false;
      return true;
    } catch (error) {
      if (error instanceof api.ApiError && (error.status === 401 || error.status === 403)) {   // signed out, or somebody else signed in
        this.dispatchEvent(new Event('signed-out'));
        return false;
      }
      if (error instanceof api.ApiError && error.status < 500 && error.status !== 429 && error.status !== 408) {
        this.offline = false;
        if (entry.kind === 'rate') this.dispatchEvent(new CustomEvent('refused', { detail: { entry, error } }));
        return true;
      }
      this.offline = true;
      this.#timer = setTimeout(() => this.flush(), this.#wait);
      this.#wait = Math.min(longestWait, 2 * this.#wait);
      return false;
    }
  }

  #tell() { this.dispatchEvent(new Event('change')); }

  #run(mode, use) {
    return new Promise((resolve, reject) => {
      const transaction = this.#database.transaction('outbox', mode, { durability: 'strict' });
      const request = use(transaction.objectStore('outbox'));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onerror = transaction.onabort = () => reject(transaction.error);
    });
  }
}

function newKey() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, '0')).join('');
}
