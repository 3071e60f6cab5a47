// Tiles that are fetched and decoded in advance, so that the next one appears at the key press.

import * as api from './api.js';

const ahead = 24, refillBelow = 14, mostAtOnce = 96;

export class Desk extends EventTarget {
  #outbox; #items = []; #done = new Set(); #filling = null; #wait = 1000; #timer = 0; #stopped = false;

  constructor(outbox) {
    super();
    this.#outbox = outbox;
    outbox.addEventListener('change', () => { if (outbox.waiting === 0 && this.#items.length === 0 && !this.#stopped) this.fill(); });
  }

  /** The set of the items. */
  setId = null;

  /** Whether the server has no more items at the moment. */
  exhausted = false;

  /** Whether the last request for items failed. */
  failed = false;

  /** The number of items that the view shows at once. */
  wanted = 1;

  /** Items whose pictures are loaded, in order. */
  get ready() {
    const first = this.#items.findIndex((item) => !item.image);
    return first < 0 ? this.#items : this.#items.slice(0, first);
  }

  get current() { return this.ready[0] ?? null; }

  /** Whether more items that the view wants are on their way. */
  get coming() { return this.#filling !== null || this.#items.some((item) => !item.image) || (this.#items.length < this.wanted && !this.exhausted && !this.failed); }

  /** Whether the item lies on the desk. */
  has(id) { return this.#items.some((item) => item.id === id); }

  /** Removes rated items from the desk. */
  remove(ids) {
    for (const id of ids) this.#done.add(id);
    this.putOff(ids);
  }

  /** Removes items from the desk; the server returns them when it has no others. */
  putOff(ids) {
    this.#items = this.#items.filter((item) => !ids.includes(item.id));
    if (this.#items.length < this.#fewest) this.fill();
  }

  /** Requests more items and fetches their pictures. */
  fill() {
    return this.#filling ??= this.#fill().finally(() => {
      this.#filling = null;
      this.dispatchEvent(new Event('change'));
    });
  }

  get #fewest() { return Math.max(refillBelow, this.wanted); }

  async #fill() {
    clearTimeout(this.#timer);
    try {
      // the server still counts rated items whose ratings are on their way
      const count = Math.min(mostAtOnce, ahead + this.#outbox.waiting);
      const page = await api.next(count);
      const there = new Set(this.#items.map((item) => item.id));
      const fresh = (page?.images ?? []).map((item) => ({ ...item, setId: page.setId })).filter((item) => !there.has(item.id) && !this.#done.has(item.id) && !this.#outbox.ids.has(item.id));
      this.exhausted = (page?.images.length ?? 0) < count;
      if (page && page.setId !== this.setId && fresh.length > 0) {
        this.setId = page.setId;
        this.dispatchEvent(new Event('set'));
      }
      this.#items.push(...fresh);
      const loads = await Promise.allSettled(fresh.map((item) => this.#fetch(item)));
      const failed = loads.find((load) => load.status === 'rejected');
      if (failed) throw failed.reason;
      this.#wait = 1000;
      this.failed = false;
    } catch (error) {
      this.failed = true;
      if (error instanceof api.ApiError && error.status === 401) this.dispatchEvent(new Event('signed-out'));
    }
    if (this.#items.length < this.#fewest && !this.#stopped) {
      this.#timer = setTimeout(() => this.fill(), this.#wait);
      this.#wait = Math.min(8000, 2 * this.#wait);
    }
  }

  /** Fetches the pictures of an item that is not on the desk, if they are not there. False if they cannot be had. */
  async load(item) {
    try {
      if (!item.image) await fetchPictures(item);
      return true;
    } catch {
      return false;   // the set is complete, or the server does not answer
    }
  }

  async #fetch(item) {
    try {
      await fetchPictures(item);
      this.dispatchEvent(new Event('change'));
    } catch (error) {
      this.#items = this.#items.filter((other) => other !== item);   // frozen in the meantime, or offline: the server returns it if it still needs ratings
      if (error instanceof api.OfflineError) throw error;
    }
  }

  stop() {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }
}

async function fetchPictures(item) {
  const addresses = [item.contentUrl, item.rightContentUrl].filter(Boolean);
  [item.image, item.right] = await Promise.all(addresses.map(picture));
}

/** A picture that is decoded, so that it can be painted at once. */
export async function picture(address) {
  const image = new Image();
  image.src = URL.createObjectURL(await api.content(address));
  image.draggable = false;
  await image.decode();
  return image;
}

/** Frees the memory of an item's pictures. */
export function forget(item) {
  for (const image of [item.image, item.right]) if (image) URL.revokeObjectURL(image.src);
}
