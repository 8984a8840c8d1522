export const isUnfinished = true;
