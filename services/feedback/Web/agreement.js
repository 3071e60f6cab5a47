// For reviewers and operators: how well raters agree.

const $ = (id) => document.getElementById(id);

/** Opens the view; the result closes it. */
export function openAgreement(session, signOut) {
  const closing = new AbortController();
  for (const id of ['rating', 'sheet']) $(id).hidden = true;
  $('empty').hidden = false;
  $('empty-title').textContent = 'Signed in';
  $('empty-text').textContent = `${session.role}s do not rate. What ratings are worth is at /api/v1/agreement.`;
  $('tool-sign-out').addEventListener('click', signOut, { signal: closing.signal });
  return () => closing.abort();
}
