// SPDX-License-Identifier: Apache-2.0
// Name, ways, and whether what is seen is of now.
import { html } from './html.mjs';
import { clock } from './format.mjs';

const PAGES = [['pools', 'Pools'], ['lint', 'Lint'], ['config', 'Config']];

const Anchor = () => html`<svg class="anchor" viewBox="0 0 24 24" aria-hidden="true"
  ><circle cx="12" cy="5" r="3" /><path d="M12 8v13M6 12h12M4 15a8 7 0 0 0 16 0" /></svg>`;

function Pulse({ live }) {
  const [tone, word] = live.isLost ? ['bad', 'Lost'] : live.at ? ['good', 'Live'] : ['calm', 'Connecting'];
  return html`<p class="pulse">
    <span class=${`pulse-word ${tone}`}><span class="pulse-dot" aria-hidden="true"></span>${word}</span>
    <span class="pulse-time">updated <time dateTime=${live.at ?? ''}>${live.at ? clock(live.at) : '––:––:––'}</time></span>
  </p>`;
}

export function Bar({ live, page, findings }) {
  return html`
    <header class="bar">
      <h1><${Anchor} />Hawser</h1>
      <nav aria-label="Pages">${PAGES.map(([id, word]) => html`
        <a key=${id} href=${`#/${id}`} aria-current=${page === id ? 'page' : undefined}>${word}${
          id === 'lint' && findings > 0 && html`<span class="count">${findings}<span class="unseen"> findings</span></span>`}</a>`)}
      </nav>
      <${Pulse} live=${live} />
    </header>
    <div class="lost-place" role="alert">${live.isLost && html`
      <p class="lost"><strong>Connection lost.</strong> ${live.at
        ? `This is how things stood at ${clock(live.at)}.` : 'Nothing has been heard yet.'} Trying again …</p>`}</div>`;
}
