import type { Scene } from './streaming-scene.js';

export const count = async (scene: Scene): Promise<void> => {
  (await scene.session()).update('visits', 0, (number) => number + 1);
};
export const save = async (scene: Scene): Promise<void> => (await scene.session()).save();
export const signIn = async (scene: Scene): Promise<void> => (await scene.session()).signIn('bob');
export const addMilk = (cart: unknown): unknown => (cart as { articles: string[] }).articles.push('milk');
export const keepCart = async (scene: Scene): Promise<void> => {
  scene.kept = (await scene.session()).get('cart');
};

/** Makes a function that does one thing after the other. */
export const each = (...steps: readonly ((scene: Scene) => unknown)[]) => {
  return async (scene: Scene): Promise<void> => {
    for (const step of steps) await step(scene);
  };
};
export const down = (scene: Scene): void => scene.failStore();
export const revoke = (scene: Scene): Promise<void> => scene.revoke();
export const load = (scene: Scene): Promise<unknown> => scene.session();
