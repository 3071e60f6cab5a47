// Gives ratings and changes them: sends them through the outbox, and remembers what can be undone.

import { forget } from './desk.js';

const longestLook = 60_000, minute = 60_000;

/** Connects the desk with the outbox; studies are by set. */
export function openVotes(desk, outbox, memory, studies) {
  return { give, change, refused, mayChange, earlierSheet, openWork };

  /** Sends first ratings, each of an item with verdict, faults, remark and time on the screen, and takes the items off the desk. */
  function give(ratings, sheet = null) {
    for (const { item, lookedMs, ...given } of ratings) send(item, given, lookedMs, 0);
    const at = Date.now();
    memory.drop(ratings.map(({ item }) => item.id));
    memory.remember(ratings.map(({ item, verdict, faults, remark }) => ({ item, verdict, faults, remark, revision: 0, at, sheet }))).forEach(({ item }) => forget(item));
    desk.remove(ratings.map(({ item }) => item.id));
  }

  /** Sends another rating of an item that was rated. */
  function change(entry, given, lookedMs) {
    const { verdict, faults, remark } = entry;
    Object.assign(entry, given, { revision: entry.revision + 1, before: { verdict, faults, remark } });
    send(entry.item, given, lookedMs, entry.revision);
    memory.drop([entry.item.id]);
    memory.saveHistory();
  }

  function send(item, { verdict, faults, remark }, lookedMs, revision) {
    const body = { imageId: item.id, verdict, faults: [...faults].sort(), lookedMs: Math.round(Math.min(longestLook, lookedMs)) };
    outbox.add('rate', item.id, { ...body, ...remark ? { remark } : {}, ...revision > 0 ? { revision } : {} });
  }

  /** The server has refused a rating: what it replaced still counts, and what was typed waits for another try. */
  function refused({ id, body }) {
    const entry = memory.history.find((e) => e.item.id === id);
    if (entry && (body.revision ?? 0) > 0) Object.assign(entry, entry.before, { revision: body.revision - 1 });
    else memory.history = memory.history.filter((e) => e !== entry);
    memory.saveHistory();
    if (!memory.draft(id)) memory.keep(id, { faults: body.faults, remark: body.remark ?? '' });
  }

  /** Whether the study still allows to change the rating. */
  function mayChange(entry) {
    const minutes = studies.get(entry.item.setId)?.changeMinutes ?? null;
    return minutes === null || Date.now() - entry.at < minutes * minute;
  }

  /** The ratings of the latest sheet, or of the one before those given; null if there is none that may be changed. */
  function earlierSheet(given) {
    const before = given ? memory.history.findIndex((entry) => entry.sheet === given[0].sheet) : memory.history.length;
    const last = memory.history.slice(0, before).findLast((entry) => entry.sheet && mayChange(entry));
    return last ? memory.history.filter((entry) => entry.sheet === last.sheet) : null;
  }

  /** What the rater has begun and not finished, in words. */
  function openWork() {
    const drafts = [...desk.ready, ...memory.history.map((entry) => entry.item)].map((item) => memory.draft(item.id)).filter(Boolean);
    const entered = drafts.filter((draft) => draft.faults.length > 0 || draft.remark !== '').length;
    const marked = drafts.filter((draft) => draft.implausible).length;
    return [
      ...outbox.waiting > 0 ? [`${outbox.waiting} ${outbox.waiting === 1 ? 'rating has' : 'ratings have'} not been sent yet.`] : [],
      ...entered > 0 ? [`${entered} ${entered === 1 ? 'tile has' : 'tiles have'} criteria or a remark without a verdict.`] : [],
      ...marked > 0 ? [`${marked} ${marked === 1 ? 'tile is' : 'tiles are'} marked on a sheet that is not rated.`] : [],
    ];
  }
}
