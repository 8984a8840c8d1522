import { Html, html } from '../html.js';

/** Drawn here, so that no page needs anything from elsewhere. */
const drawings: Readonly<Record<string, Html>> = {
  kettle: html`
    <path d="M40 82 22 62q-6-8-14-6" fill="none" stroke="#54707a" stroke-width="6" stroke-linecap="round"/>
    <path d="M84 52q26-6 24 18-2 20-20 22" fill="none" stroke="#3b2b22" stroke-width="6" stroke-linecap="round"/>
    <path d="M42 46h42l10 52q1 8-7 8H39q-8 0-7-8Z" fill="#7d9aa3"/>
    <path d="M42 46h14l-6 60H39q-8 0-7-8Z" fill="#9bb4bb"/>
    <rect x="38" y="40" width="50" height="8" rx="4" fill="#54707a"/><circle cx="63" cy="34" r="6" fill="#3b2b22"/>`,
  dripper: html`
    <path d="M24 34h72L74 78H46Z" fill="#e3d5bf"/><path d="M24 34h22l10 44H46Z" fill="#f2e8d8"/>
    <path d="M94 42q16 0 14 12-2 10-20 8" fill="none" stroke="#cdbb9e" stroke-width="6" stroke-linecap="round"/>
    <rect x="34" y="78" width="52" height="8" rx="4" fill="#cdbb9e"/>
    <ellipse cx="60" cy="34" rx="36" ry="7" fill="#6b4630"/>
    <path d="M60 90v6" stroke="#6b4630" stroke-width="4" stroke-linecap="round"/><circle cx="60" cy="106" r="4" fill="#6b4630"/>`,
  cup: html`
    <path d="M82 56q24-4 22 14-2 18-24 18" fill="none" stroke="#a8492a" stroke-width="7" stroke-linecap="round"/>
    <path d="M28 46h58l-4 50q-1 10-11 10H43q-10 0-11-10Z" fill="#c76a45"/>
    <path d="M28 46h18l1 60h-4q-10 0-11-10Z" fill="#d98763"/>
    <ellipse cx="57" cy="46" rx="29" ry="6" fill="#5a3a28"/>
    <path d="M46 32q-6-8 0-15M60 32q-6-8 0-15M74 32q-6-8 0-15" fill="none" stroke="#b9a793" stroke-width="3" stroke-linecap="round"/>`,
  beans: html`
    <path d="M36 26h48l6 80q0 4-4 4H34q-4 0-4-4Z" fill="#4a6b57"/><path d="M36 26h16l-4 84H34q-4 0-4-4Z" fill="#5f8069"/>
    <path d="M36 14h48v14H36Z" fill="#37523f"/><rect x="40" y="50" width="40" height="38" rx="6" fill="#f2e8d8"/>
    <ellipse cx="60" cy="69" rx="9" ry="13" fill="#6b4630" transform="rotate(24 60 69)"/>
    <path d="M64 58q-8 8-3 13t-4 10" fill="none" stroke="#f2e8d8" stroke-width="2.5" stroke-linecap="round"/>`,
  grinder: html`
    <path d="M62 26 94 18" stroke="#54707a" stroke-width="6" stroke-linecap="round"/><circle cx="97" cy="17" r="8" fill="#3b2b22"/>
    <rect x="54" y="22" width="14" height="12" rx="3" fill="#54707a"/>
    <path d="M40 34h42v40H40Z" fill="#7d9aa3"/><path d="M40 34h14v40H40Z" fill="#9bb4bb"/>
    <rect x="36" y="72" width="50" height="8" rx="3" fill="#54707a"/>
    <path d="M42 80h38v22q0 8-8 8H50q-8 0-8-8Z" fill="#8a5c3e"/><path d="M42 80h12v30h-4q-8 0-8-8Z" fill="#a0714f"/>`,
  tea: html`
    <rect x="30" y="36" width="60" height="74" rx="6" fill="#3f4f7a"/><path d="M36 36h12v74H36q-6 0-6-6V42q0-6 6-6Z" fill="#55669a"/>
    <rect x="28" y="22" width="64" height="18" rx="5" fill="#2d3a5c"/><rect x="38" y="54" width="44" height="36" rx="18" fill="#f2e8d8"/>
    <path d="M60 82q-14-8 0-22 14 14 0 22Z" fill="#5f8069"/><path d="M60 84V66" stroke="#37523f" stroke-width="2"/>`,
};

export function productPicture(sku: string): Html {
  return html`<svg viewBox="0 0 120 120" aria-hidden="true" focusable="false">${drawings[sku]}</svg>`;
}
