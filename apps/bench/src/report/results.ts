import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../../results/', import.meta.url));

export function saveText(name: string, text: string): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}${name}`, text);
}

export function savePicture(name: string, svg: string): void {
  saveText(`${name}.svg`, svg);
  console.log(`Saved the picture ${folder}${name}.svg`);
}
