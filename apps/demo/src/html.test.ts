import { expect, it } from 'vitest';
import { html } from './html.js';

it('escapes what could end a text or an attribute', () => {
  const name = `<img src=x onerror="alert('&')">`;
  const text = String(html`<p title="${name}">${name}</p>`);
  expect(text.match(/[<>"]/g)?.join('')).toBe('<""><>');
  expect(text).toContain('&#38;');
  expect(text).toContain('&#39;');
});

it('does not escape its own HTML, also in lists', () => {
  const items = ['a', '<b>'].map((item) => html`<li>${item}</li>`);
  expect(String(html`${items}`)).toBe('<li>a</li><li>&#60;b&#62;</li>');
});

it('shows numbers, and nothing for absent values', () => {
  expect(String(html`${0}${undefined}${false}${''}`)).toBe('0');
});
