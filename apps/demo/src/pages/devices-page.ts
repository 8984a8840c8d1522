import type { OwnedSession } from '@sess/core';
import { html, type HtmlValue } from '../html.js';
import { shortId } from '../recent-events.js';
import type { Page } from './layout.js';
import { countdown, type SessionClock, sessionClocks } from './session-clock.js';

/** @param devices - Absent if the store cannot find sessions by owner. */
export function devicesPage(devices: readonly OwnedSession[] | undefined, clock: SessionClock | undefined): Page {
  const onlyThis = html`<p class="lead">
    This store cannot say where else you are signed in, because it cannot find sessions by owner. Each session ends by
    its timeouts, or by a sign-out on that device.
  </p>`;
  return {
    title: 'My devices',
    path: '/devices',
    main: html`<h1>My devices</h1>
      ${devices ? deviceList(devices, clock) : onlyThis} ${clock && clockCard(clock)}`,
  };
}

function deviceList(devices: readonly OwnedSession[], clock: SessionClock | undefined): HtmlValue {
  const ordered = devices.toSorted((a, b) => rank(a, clock) - rank(b, clock) || b.createdAt - a.createdAt);
  return html`<p class="lead">
      Everywhere you are signed in. Signing out ends a session immediately, even during a request.
    </p>
    <ul class="devices">${ordered.map((device) => deviceRow(device, device.id === clock?.id))}</ul>
    <form method="post" action="/devices/sign-out-others">
      <button${devices.length < 2 && html` disabled`}>Sign out everywhere else</button>
    </form>`;
}

function clockCard(clock: SessionClock): HtmlValue {
  return html`<section class="card" aria-labelledby="clocks">
    <h2 id="clocks">This session</h2>
    ${sessionClocks(clock)}
  </section>`;
}

function rank({ id }: OwnedSession, clock: SessionClock | undefined): number {
  return id === clock?.id ? 0 : 1;
}

function deviceRow({ id, createdAt, expiresAt, attributes }: OwnedSession, isCurrent: boolean): HtmlValue {
  const label = String(attributes?.['device'] ?? 'Unknown device');
  const since = new Date(createdAt).toISOString();
  return html`<li class="card device">
    <div>
      <h2>${label} ${isCurrent && html`<span class="badge">this device</span>`}</h2>
      <p class="hint">
        Signed in <time datetime="${since}">${since.slice(0, 16).replace('T', ' ')} UTC</time>, ends in
        ${countdown(expiresAt)} unless used. Session <code>${shortId(id)}</code>
      </p>
    </div>
    <form method="post" action="/devices/${id}/sign-out">
      <button class="quiet">Sign out <span class="unseen">${label}, session ${shortId(id)}</span></button>
    </form>
  </li>`;
}
