// What a rater has begun and can still undo, in this browser: a reload, a closed tab or an ended session loses none of it.

const mostHistory = 50, mostDrafts = 300, draftDays = 14, day = 86_400_000;
const nothing = { faults: [], remark: '', implausible: false };

export class Memory {
  #names; #drafts;

  constructor(rater) {
    this.#names = { drafts: `pathalign-drafts:${rater}`, history: `pathalign-history:${rater}` };
    const recent = Date.now() - (draftDays * day);
    this.#drafts = new Map(read(this.#names.drafts).filter(([, draft]) => draft.at > recent));
    this.history = read(this.#names.history);
  }

  /** The latest ratings, the oldest first: item, verdict, faults, remark, revision, time, and the sheet if it was given on one. */
  history;

  /** What is entered on an item that is not rated yet, or not again; null if nothing is. */
  draft(id) { return this.#drafts.get(id) ?? null; }

  /** Keeps what is entered on an item. */
  keep(id, changes) {
    const draft = { ...nothing, ...this.draft(id), ...changes, at: Date.now() };
    this.#drafts.delete(id);
    if (draft.faults.length > 0 || draft.remark !== '' || draft.implausible) this.#drafts.set(id, draft);
    while (this.#drafts.size > mostDrafts) this.#drafts.delete(this.#drafts.keys().next().value);
    this.#saveDrafts();
  }

  /** The item is rated, or what is entered is given up. */
  drop(ids) {
    for (const id of ids) this.#drafts.delete(id);
    this.#saveDrafts();
  }

  /** Adds ratings. Returns those that are too old to be undone. */
  remember(entries) {
    const ids = new Set(entries.map((entry) => entry.item.id));
    this.history = [...this.history.filter((entry) => !ids.has(entry.item.id)), ...entries];
    const forgotten = this.history.splice(0, Math.max(0, this.history.length - mostHistory));
    this.saveHistory();
    return forgotten;
  }

  saveHistory() {
    write(this.#names.history, this.history.map(({ item, ...entry }) => ({ ...entry, item: plain(item) })));
  }

  #saveDrafts() { write(this.#names.drafts, [...this.#drafts]); }
}

const plain = ({ id, setId, classCode, className, contentUrl, rightContentUrl }) => ({ id, setId, classCode, className, contentUrl, rightContentUrl });

function read(name) {
  try { return JSON.parse(localStorage.getItem(name) ?? '[]'); } catch { return []; }
}

function write(name, value) {
  try { localStorage.setItem(name, JSON.stringify(value)); } catch { /* private browsing, or full: kept as long as the page */ }
}
