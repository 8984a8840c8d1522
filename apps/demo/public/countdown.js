// Updates the countdowns of a page every second. Everything else works without scripts.
import { durationText } from './duration-text.js';

/** How far the server's clock is ahead of this one, in milliseconds. */
const ahead = Number(document.documentElement.dataset.now) - Date.now();

function tick() {
  const now = Date.now() + ahead;
  for (const element of document.querySelectorAll('time[data-until]')) {
    if (!(element instanceof HTMLElement)) continue;
    element.textContent = durationText(Number(element.dataset.until) - now);
  }
  const ended = document.getElementById('session-ended');
  if (ended && now >= Number(ended.dataset.at)) ended.hidden = false;
}

tick();
setInterval(tick, 1000);
