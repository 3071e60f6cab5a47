// One desk for all tabs of a browser: the tab that holds the lock rates. Another tab may take it over.

/**
 * Has the desk opened in this tab if no other tab has it, or when that tab is closed. The result takes it over at once.
 * `here` and `elsewhere` are called whenever the desk comes or goes.
 */
export function holdDesk(rater, signal, { here, elsewhere }) {
  if (!navigator.locks) {
    here();
    return here;
  }
  const name = `pathalign-desk:${rater}`;
  let waiting = null;
  request({ ifAvailable: true });
  return () => {
    waiting?.abort();
    request({ steal: true });
  };

  async function request(options) {
    try {
      await navigator.locks.request(name, options, (lock) => {
        if (signal.aborted) return null;
        if (!lock) return wait();
        here();
        return new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
      });
    } catch (error) {
      if (error.name !== 'AbortError') throw error;
      if (!options.signal?.aborted && !signal.aborted) wait();   // another tab took it
    }
  }

  function wait() {
    elsewhere();
    waiting = new AbortController();
    signal.addEventListener('abort', () => waiting.abort(), { once: true });
    request({ signal: waiting.signal });
  }
}
