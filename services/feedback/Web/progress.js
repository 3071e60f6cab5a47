// A rater's own progress: what is rated, what is kept for this rater, and what the rater waits for, and until when.

import { element } from './page.js';

const $ = (id) => document.getElementById(id);

/** What a rater waits for in a study, in a sentence. It says nothing of the images that others rate or decide. */
function waitsFor(study) {
  if (study.ready > 0) return '';
  if (!study.othersUntil) return 'The study waits for others.';
  const until = new Date(study.othersUntil).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
  return `Other raters have tiles until about ${until}; those that they do not rate come to you.`;
}

/** What a rater waits for who has nothing to rate. */
export function allWaits(studies) {
  if (studies.length === 0) return 'No study is open. New tiles appear here by themselves.';
  const rated = studies.reduce((sum, study) => sum + study.rated, 0);
  return `${rated > 0 ? `You have rated ${rated} in the open ${studies.length === 1 ? 'study' : 'studies'}. ` : ''}${[...new Set(studies.map(waitsFor))].filter(Boolean).join(' ')}`;
}

/** What reviewers have to do. */
export function openDisputes(studies) {
  const left = studies.reduce((sum, study) => sum + study.left, 0);
  return left === 0 ? 'No dispute waits for a reviewer.' : left === 1 ? '1 dispute waits for a reviewer.' : `${left} disputes wait for a reviewer.`;
}

/** Shows the rater's items in a dialog. */
export function showMine(studies, isReviewer) {
  $('mine-studies').replaceChildren(...studies.map((study, i) => element('section', [
    studies.length > 1 ? element('h3', `Study ${i + 1}`) : null,
    element('dl', facts(study, isReviewer).map(([name, value]) => element('div', [element('dt', name), element('dd', value)])), { class: 'facts' }),
    isReviewer ? null : element('p', waitsFor(study)),
  ])), ...studies.length === 0 ? [element('p', 'No study is open.')] : []);
  $('mine').showModal();
}

function facts(study, isReviewer) {
  if (isReviewer) return [['Decided by you', String(study.rated)], ['Disputes that wait for a reviewer', String(study.left)]];
  return [
    ['Rated by you', String(study.rated)],
    ['Kept for you', `${study.ready}${study.postponed > 0 ? `, ${study.postponed} of them for later` : ''}`],
    ['Left for you', `at most ${study.left}`],
  ];
}
